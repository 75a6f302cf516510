import { dirname, join, resolve } from 'node:path';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Files } from '../host/host.ts';
import { REPORTER_NAMES } from '../report/reporters.ts';
import type { WrittenReport } from '../run/write-reports.ts';
import { writing } from './writing.ts';

/** Every report that can be asked for. */
export const REPORTS: readonly WrittenReport[] = [...REPORTER_NAMES, 'png'];

/** A report that was asked for, and the file that it goes to when it was named. */
export interface WantedReport {
  readonly name: WrittenReport;
  /** Absolute path; without one the reporter's own file names in the run's folder are used. */
  readonly path?: string;
}

/** Reports of which a path names the folder; of any other it names the file. */
const OF_FILES: readonly WrittenReport[] = ['svg', 'png', 'allure'];

/** How reports are asked for: the flag, and what else it takes. */
interface Asking {
  readonly flag: '--reporter' | '--as';
  readonly others?: readonly string[];
}

/** Reads `name[=path]` as given on the command line. */
export function parseReporters(
  given: readonly string[],
  cwd: string,
  { flag, others = [] }: Asking,
): readonly WantedReport[] {
  const hint = `Write ${flag} junit or ${flag} junit=path/to/file.xml.`;
  const wanted = given.map((text): WantedReport => {
    const [name = '', ...rest] = text.split('=');
    const known = REPORTS.find((candidate) => candidate === name);
    const all = [...REPORTS, ...others].join(', ');
    if (known === undefined)
      throw new ScaleproofError('usage', `there is no reporter ${JSON.stringify(name)}; there are ${all}`, {
        hint,
      });
    if (rest.length === 0) return { name: known };
    const path = rest.join('=');
    if (path === '') throw new ScaleproofError('usage', `${flag} ${text} names no file`, { hint });
    return { name: known, path: resolve(cwd, path) };
  });
  const twice = wanted.find(
    ({ path }, at) => path !== undefined && wanted.findIndex((one) => one.path === path) !== at,
  );
  if (twice === undefined) return wanted;
  throw new ScaleproofError('usage', `two reports would go to ${twice.path}`, {
    hint: 'Give each a file of its own.',
  });
}

/** Refuses a report that could not be written where it is asked for, before anything is done for it. */
export async function refuseUnwritable(
  files: Pick<Files, 'list' | 'exists' | 'checkWritable'>,
  wanted: readonly WantedReport[],
): Promise<void> {
  for (const { name, path } of wanted) {
    if (path === undefined) continue;
    const isFolder = await files.list(path).then(
      () => true,
      () => false,
    );
    if (isFolder && !OF_FILES.includes(name))
      throw new ScaleproofError('usage', `${path} is a folder, and the report ${name} is one file`, {
        hint: `For example ${name}=${join(path, `report.${name}`)}`,
      });
    // A pipe or a device may stand in a folder that is not ours.
    if (isFolder || !(await files.exists(path)))
      await writing(path, () => files.checkWritable(isFolder ? path : dirname(path)));
  }
}
