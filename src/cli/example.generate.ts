import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemFiles as files } from '../host/files.ts';
import { runToEnd } from '../process/run.ts';
import { parseRecord } from '../record/parse-record.ts';
import type { ReportFile } from '../report/report.ts';
import { REPORTERS } from '../report/reporters.ts';
import { type Judged, judgeRecord } from '../run/judge-record.ts';
import { rasterize } from '../run/rasterize.ts';

/** Real runs that the repository shows, each with the scenario that it is a run of and how it must end. */
const EXAMPLES = [
  { name: 'passed', scenario: 'scenarios/fast-style-transfer.yaml', exitCode: 0 },
  { name: 'failed', scenario: 'scenarios/broken/wrong-adapter-metric.yaml', exitCode: 1 },
] as const;

const FOLDER = 'reports/example';
const RUN_MS = 600_000;

/** The reports of the kept records, as this version writes them; paths are relative to the repository. */
export async function exampleReports(root: string): Promise<readonly ReportFile[]> {
  const reports: ReportFile[] = [];
  for (const { name } of EXAMPLES) {
    const judged = await judgedExample(root, name);
    const { html, junit, json, markdown, svg } = REPORTERS;
    const made = [html, junit, json, markdown].flatMap((report) => report(judged));
    const [whole] = svg(judged);
    for (const file of whole === undefined ? made : [...made, { ...whole, path: 'run.svg' }])
      reports.push({ path: join(FOLDER, name, file.path), text: file.text });
  }
  return reports;
}

async function judgedExample(root: string, name: string): Promise<Judged> {
  return judgeRecord(parseRecord(await files.readText(join(root, FOLDER, name, 'events.ndjson'))));
}

/** Makes the records anew: both scenarios run on the lab, and must end as they should. */
async function runExamples(root: string): Promise<void> {
  const reports = await files.makeTemporaryFolder('scaleproof-example-');
  try {
    for (const { name, scenario, exitCode } of EXAMPLES) {
      process.stderr.write(`running ${scenario} on the lab\n`);
      const args = [join(root, 'src/cli/scaleproof.mjs'), 'run', scenario, '--reports', join(reports, name)];
      const ended = await runToEnd(process.execPath, args, { timeoutMs: RUN_MS, cwd: root });
      if (ended.code !== exitCode) {
        throw new Error(
          `${scenario} ended with ${ended.code}, not ${exitCode}: ${ended.stderr.slice(-2000)}`,
        );
      }
      const [kind] = await files.list(join(reports, name));
      const [run] = await files.list(join(reports, name, kind!));
      const events = await files.readText(join(reports, name, kind!, run!, 'events.ndjson'));
      await files.writeText(join(root, FOLDER, name, 'events.ndjson'), events);
    }
  } finally {
    await files.remove(reports);
  }
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  if (process.argv.includes('--run')) await runExamples(root);
  for (const { path, text } of await exampleReports(root)) {
    await files.writeText(join(root, path), text);
    if (path.endsWith('.svg'))
      await files.writeBytes(join(root, path.replace(/svg$/, 'png')), await rasterize(text));
  }
}
