import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dealEntries, vusFor } from '../plan/deal-entries.ts';
import { makeCorpus } from './corpus.ts';
import { playWithK6 } from './k6-play.ts';
import type { PlaySheet } from './play-list.ts';
import type { LoadSpec, PreparedLoad } from './running-load.ts';

/** Load start comes this long after k6 is up, so that each VU has read its images by then. */
const LEAD_MS = 400;
const LEAD_MS_PER_MEGABYTE = 10;
/** k6 may play this much longer than load and time-out together before it is cut off. */
const SLACK_MS = 10_000;

/** Load by k6 beside the runner: makes the corpus and writes the play list. */
export async function k6Load(spec: LoadSpec): Promise<PreparedLoad> {
  const { plan, files } = spec;
  // k6 reads relative paths from its script's folder.
  const folder = resolve(spec.folder);
  const { load } = plan.scenario;
  const corpus = await makeCorpus(plan.seed, load.images, join(folder, 'corpus'), files);
  const entries = dealEntries(plan, corpus.length);
  const megabytes = corpus.reduce((sum, image) => sum + image.bytes, 0) / 1e6;
  const sheet: PlaySheet = {
    baseUrl: spec.baseUrl.replace(/\/+$/, ''),
    size: load.size,
    timeoutMs: load.timeout,
    leadMs: Math.round(LEAD_MS + megabytes * LEAD_MS_PER_MEGABYTE),
    maxDurationMs: Math.ceil(plan.loadMs + load.timeout + SLACK_MS),
    vus: vusFor(plan),
    images: corpus,
    entriesFile: join(folder, 'entries.json'),
    summaryFile: resolve(spec.summaryFile ?? join(folder, 'k6-summary.json')),
  };
  const sheetFile = join(folder, 'play-sheet.json');
  await files.writeText(sheet.entriesFile, JSON.stringify(entries));
  await files.writeText(sheetFile, JSON.stringify(sheet, null, 2));
  const scriptFile = await findScript(files);
  return {
    start: (emit, signal) => playWithK6({ spec, sheet, sheetFile, scriptFile, entries }, emit, signal),
  };
}

/** k6 runs the TypeScript as it is, so the script lies under `src/` in a built package too. */
async function findScript(files: LoadSpec['files']): Promise<string> {
  const beside = fileURLToPath(new URL('./k6/style-transfer.ts', import.meta.url));
  if (await files.exists(beside)) return beside;
  return fileURLToPath(new URL('../../src/load/k6/style-transfer.ts', import.meta.url));
}
