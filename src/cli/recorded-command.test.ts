import { expect, it } from 'vitest';
import { recordedCommand } from './recorded-command.ts';

it('keeps the command line without what is secret in it', () => {
  const argv = [
    'run',
    'a.yaml',
    '--prometheus',
    'https://me:pw@prom:9090/x',
    '--bearer-token',
    'abc',
    '--password=xyz',
    '-o',
    'json',
  ];
  expect(recordedCommand(argv).join(' ')).toBe(
    'scaleproof run a.yaml --prometheus https://***@prom:9090/x --bearer-token *** --password=*** -o json',
  );
});
