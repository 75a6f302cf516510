import { expect, it } from 'vitest';
import { exampleText } from '../../record/example-run.generate.ts';
import { parseRecord } from '../../record/parse-record.ts';
import { EMPTY_STATE, nextState } from './run-state.ts';
import { frame, screenView } from './screen-view.ts';

const record = parseRecord(exampleText('passed'));
const { plan } = record.header;
const loadStart = record.observations.find((seen) => seen.kind === 'load')!.at;

function stateAt(at: number) {
  return record.observations.filter((seen) => seen.at <= at).reduce(nextState, EMPTY_STATE);
}

it('shows stage, rate, replicas and duty cycle, no line wider than the terminal', () => {
  const lines = frame(stateAt(loadStart + 20_000), plan, loadStart + 20_000, 'a change', 80);
  expect(lines.join('\n')).toMatch(/stage peak/);
  expect(lines.join('\n')).toMatch(/6\.0 img\/s/);
  expect(lines.join('\n')).toMatch(/desired {2}\d {3}ready {2}\d/);
  expect(lines.every((line) => line.length < 80)).toBe(true);
});

it('writes over its own lines, and only plain lines once it is closed', () => {
  let written = '';
  const output = {
    write: (text: string) => {
      written += text;
    },
    isTTY: true,
    columns: 80,
    drained: async () => undefined,
  };
  const view = screenView(output, { now: () => loadStart });
  view.progress('lab: starting');
  view.progress('lab: up');
  expect(written).toContain('\u001b[1A');
  view.close();
  written = '';
  view.progress('taking the lab down');
  expect(written).toBe('taking the lab down\n');
});
