import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemFiles as files } from '../host/files.ts';
import { parseRecord } from '../record/parse-record.ts';
import { timelineOf } from '../record/timeline-of.ts';
import { trajectoryOf } from '../twin/compare.ts';

/**
 * Takes recorded lab runs into `fixtures/lab-runs.jsonl`, which the twin is held to: scenario, timing and seed of each,
 * and its ready replicas at every second from load start. The folders of the runs are its arguments.
 */
const lines = [];
for (const folder of process.argv.slice(2)) {
  const record = parseRecord(await files.readText(join(folder, 'events.ndjson')));
  const { scenario, timing, seed } = record.header.plan;
  const ready = trajectoryOf(timelineOf(record));
  if (record.header.target !== 'lab' || ready.length === 0)
    throw new Error(`${folder} is no lab run with load`);
  lines.push(JSON.stringify({ runId: record.header.runId, scenario, timing, seed, ready }));
}
const path = fileURLToPath(new URL('../../fixtures/lab-runs.jsonl', import.meta.url));
await files.writeText(path, `${lines.join('\n')}\n`);
process.stderr.write(`wrote ${lines.length} runs to ${path}\n`);
