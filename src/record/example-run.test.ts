import { expect, it } from 'vitest';
import { systemFiles } from '../host/files.ts';
import { EXAMPLES, exampleText } from './example-run.generate.ts';
import { parseRecord } from './parse-record.ts';
import { timelineOf } from './timeline-of.ts';

it.each(EXAMPLES)('the stored example "%s" is what its generator makes', async (name) => {
  expect(await systemFiles.readText(`fixtures/records/${name}/events.ndjson`)).toBe(exampleText(name));
});

it('tells a run that scales from one replica to five and back to one', () => {
  const replicas = timelineOf(parseRecord(exampleText('passed'))).of('replicas');
  expect(replicas.map((seen) => seen.desired).filter((n, i, all) => n !== all[i - 1])).toEqual([
    1, 2, 4, 5, 3, 1,
  ]);
  expect(replicas.at(-1)).toMatchObject({ desired: 1, current: 1, ready: 1 });
});

it('tells a run that never scales because the metric is not found', () => {
  const timeline = timelineOf(parseRecord(exampleText('failed')));
  expect(timeline.of('replicas').every((seen) => seen.desired === 1)).toBe(true);
  expect(timeline.of('customMetric').every((seen) => seen.pods.length === 0)).toBe(true);
});
