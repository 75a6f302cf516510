import { join, relative, resolve } from 'node:path';
import { dealEntries, type PlayEntry, vusFor } from '../plan/deal-entries.ts';
import type { Plan } from '../plan/plan.ts';
import { type CorpusImage, makeCorpus } from './corpus.ts';
import { ENTRIES_FILE, type PlaySheet, SHEET_FILE } from './play-list.ts';
import { sheetRequest, writeBodies } from './request-body.ts';
import type { LoadSpec } from './running-load.ts';

/** Load start comes this long after a sender is up, so that it has read its images by then. */
const LEAD_MS = 400;
const LEAD_MS_PER_MEGABYTE = 10;
/** A sender may play this much longer than load and time-out together before it is cut off. */
const SLACK_MS = 10_000;

/** A plan made ready to be sent: its images and list, as values and as files of one folder. */
export interface Play {
  readonly plan: Plan;
  /** Absolute. */
  readonly folder: string;
  readonly sheet: PlaySheet;
  readonly entries: readonly PlayEntry[];
  /** Their files are absolute paths. */
  readonly images: readonly CorpusImage[];
}

/** Makes images and list of a plan, and writes them with the sheet into the load's folder. */
export async function preparePlay(
  spec: Pick<LoadSpec, 'plan' | 'baseUrl' | 'folder' | 'files'>,
  summaryFile: string,
): Promise<Play> {
  const { plan, files } = spec;
  const folder = resolve(spec.folder);
  const { load } = plan.scenario;
  const images = await makeCorpus(plan.seed, load.images, join(folder, 'corpus'), files);
  const entries = dealEntries(plan, images.length);
  const bodies =
    load.request === undefined
      ? images
      : await writeBodies(load.request, images, join(folder, 'bodies'), files);
  const megabytes = bodies.reduce((sum, image) => sum + image.bytes, 0) / 1e6;
  const sheet: PlaySheet = {
    baseUrl: spec.baseUrl.replace(/\/+$/, ''),
    size: load.size,
    timeoutMs: load.timeout,
    leadMs: Math.round(LEAD_MS + megabytes * LEAD_MS_PER_MEGABYTE),
    maxDurationMs: Math.ceil(plan.loadMs + load.timeout + SLACK_MS),
    vus: vusFor(plan),
    images: bodies.map(({ file, contentType, bytes }, index) => ({
      file: relative(folder, file),
      contentType,
      sha256: images[index]!.sha256,
      bytes,
    })),
    ...(load.request === undefined ? {} : { request: sheetRequest(load.request) }),
    entriesFile: ENTRIES_FILE,
    summaryFile,
  };
  await files.writeText(join(folder, ENTRIES_FILE), JSON.stringify(entries));
  await files.writeText(join(folder, SHEET_FILE), JSON.stringify(sheet, null, 2));
  return { plan, folder, sheet, entries, images };
}
