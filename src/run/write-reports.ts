import { dirname, join } from 'node:path';
import type { Files } from '../host/host.ts';
import type { ReportInput } from '../report/report.ts';
import { REPORTERS, type ReporterName } from '../report/reporters.ts';

/** Writes reports into the run's folder, or to the path given; returns the paths written. */
export async function writeReports(
  files: Pick<Files, 'writeText' | 'makeFolder'>,
  folder: string,
  input: ReportInput,
  wanted: readonly { readonly name: ReporterName; readonly path?: string }[],
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const { name, path } of wanted) {
    for (const file of REPORTERS[name](input)) {
      const target = path ?? join(folder, file.path);
      await files.makeFolder(dirname(target));
      await files.writeText(target, file.text);
      written.push(target);
    }
  }
  return written;
}
