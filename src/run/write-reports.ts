import { dirname, extname, join } from 'node:path';
import type { Files } from '../host/host.ts';
import type { ReportFile, ReportInput } from '../report/report.ts';
import { REPORTERS, type ReporterName } from '../report/reporters.ts';
import { rasterize } from './rasterize.ts';

/** Reports by name: those that are text, and `png`, which is the pictures of `svg` for what shows no SVG. */
export type WrittenReport = ReporterName | 'png';

type Written = Pick<Files, 'writeText' | 'writeBytes' | 'makeFolder' | 'remove'>;

/**
 * Writes reports into the run's folder, or to the path given; returns the paths written. For a report of several files
 * the path is a folder, or (where it has the ending of a picture) the file for the first picture alone.
 */
export async function writeReports(
  files: Written,
  folder: string,
  input: ReportInput,
  wanted: readonly { readonly name: WrittenReport; readonly path?: string }[],
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const { name, path } of wanted) {
    if (name === 'png') {
      written.push(...(await drawPictures(files, planPictures(folder, input, path))));
      continue;
    }
    const all = REPORTERS[name](input);
    // What another version or other assertions had left there would be read as results of this run.
    if (name === 'allure') await files.remove(join(path ?? folder, 'allure-results'));
    for (const [file, target] of targetsOf(all, name, folder, path)) {
      await files.makeFolder(dirname(target));
      await files.writeText(target, file.text);
      written.push(target);
    }
  }
  return written;
}

/** A picture that is still to be drawn, and its file. */
export interface PlannedPicture {
  readonly svg: string;
  readonly target: string;
}

/** What `png` will draw; it holds nothing of the run, so that the run need not be kept meanwhile. */
export function planPictures(folder: string, input: ReportInput, path?: string): readonly PlannedPicture[] {
  const targets = targetsOf(REPORTERS.svg(input), 'png', folder, path);
  return targets.map(([file, target]) => ({ svg: file.text, target }));
}

/** Draws pictures and writes them; returns their paths. */
export async function drawPictures(
  files: Pick<Files, 'writeBytes' | 'makeFolder'>,
  pictures: readonly PlannedPicture[],
): Promise<readonly string[]> {
  const waiting = [...pictures];
  const drawOneByOne = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await files.makeFolder(dirname(next.target));
      await files.writeBytes(next.target, await rasterize(next.svg));
    }
  };
  // Two at a time: more would not be faster on a small machine, and each takes its memory.
  await Promise.all([drawOneByOne(), drawOneByOne()]);
  return pictures.map(({ target }) => target);
}

function targetsOf(
  all: readonly ReportFile[],
  name: WrittenReport,
  folder: string,
  path: string | undefined,
): readonly (readonly [ReportFile, string])[] {
  const named = (file: ReportFile) => (name === 'png' ? file.path.replace(/\.svg$/, '.png') : file.path);
  if (path === undefined) return all.map((file) => [file, join(folder, named(file))]);
  const [first] = all;
  if (first !== undefined && (all.length === 1 || extname(path) === `.${name}`)) return [[first, path]];
  return all.map((file) => [file, join(path, named(file))]);
}
