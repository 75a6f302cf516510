import { dirname, join } from 'node:path';
import type { Files } from '../../host/host.ts';
import type { PlayEntry } from '../../plan/deal-entries.ts';
import { imagesSchema } from '../../scenario/load-schema.ts';
import { makeCorpus } from '../corpus.ts';
import type { PlaySheet, SheetRequest } from '../play-list.ts';
import type { PressOptions } from './press-options.ts';

/** An image to send. */
export interface PressImage {
  readonly body: Blob;
  readonly contentType: string;
  readonly sha256: string;
}

/** What the press sends. */
export interface PressList {
  /** In order of time; empty where no list was given: then there is no other pace than that of the answers. */
  readonly entries: readonly PlayEntry[];
  readonly images: readonly PressImage[];
  readonly size: number;
  readonly timeoutMs: number;
  readonly leadMs: number;
  /** What is sent to a service of the user's own; that of fast-style-transfer when left out. */
  readonly request?: SheetRequest;
}

const DEFAULT_SIZE = 128;

/** Reads the list that PLAY_SHEET names; without one makes the images of a scenario that says nothing of them. */
export async function readPressList(
  options: PressOptions,
  files: Pick<
    Files,
    'readText' | 'readBytes' | 'writeBytes' | 'makeFolder' | 'makeTemporaryFolder' | 'remove'
  >,
): Promise<PressList> {
  if (options.sheetPath === undefined) {
    const folder = await files.makeTemporaryFolder('scaleproof-press-');
    try {
      const corpus = await makeCorpus(1, imagesSchema.parse({}), folder, files);
      const images = await Promise.all(corpus.map((image) => readImage(image.file, image, files)));
      return { entries: [], images, size: DEFAULT_SIZE, timeoutMs: options.timeoutMs, leadMs: 0 };
    } finally {
      await files.remove(folder);
    }
  }
  const folder = dirname(options.sheetPath);
  const sheet = JSON.parse(await files.readText(options.sheetPath)) as PlaySheet;
  const entries = JSON.parse(await files.readText(join(folder, sheet.entriesFile))) as readonly PlayEntry[];
  const images = await Promise.all(
    sheet.images.map((image) => readImage(join(folder, image.file), image, files)),
  );
  const { size, timeoutMs, leadMs, request } = sheet;
  return { entries, images, size, timeoutMs, leadMs, ...(request === undefined ? {} : { request }) };
}

async function readImage(
  path: string,
  { contentType, sha256 }: Pick<PressImage, 'contentType' | 'sha256'>,
  files: Pick<Files, 'readBytes'>,
): Promise<PressImage> {
  const bytes = await files.readBytes(path);
  return { body: new Blob([new Uint8Array(bytes)], { type: contentType }), contentType, sha256 };
}
