import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';

/** A program that never has cleaned up. */
const CODE = `
  import { systemHost } from ${JSON.stringify(new URL('../host/system-host.ts', import.meta.url).href)};
  import { endAtSecondInterrupt } from ${JSON.stringify(new URL('./second-interrupt.ts', import.meta.url).href)};
  const host = systemHost();
  endAtSecondInterrupt(host.stderr);
  setInterval(() => {}, 1000);
  host.stdout.write('ready');
`;

it('a second Ctrl-C ends the program with 130, and one press that comes several times does not', async () => {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', CODE]);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  for (let i = 0; i < 3; i++) {
    child.kill('SIGINT');
    await systemClock.sleep(100);
  }
  expect([child.exitCode, child.signalCode, said]).toEqual([null, null, '']);
  await systemClock.sleep(1000);
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(said).toContain('interrupted again, so what it put up may be left behind');
});
