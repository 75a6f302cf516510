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
    const all = REPORTERS[name === 'png' ? 'svg' : name](input);
    // What another version or other assertions had left there would be read as results of this run.
    if (name === 'allure') await files.remove(join(path ?? folder, 'allure-results'));
    for (const [file, target] of targetsOf(all, name, folder, path)) {
      await files.makeFolder(dirname(target));
      if (name === 'png') await files.writeBytes(target, await rasterize(file.text));
      else await files.writeText(target, file.text);
      written.push(target);
    }
  }
  return written;
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
