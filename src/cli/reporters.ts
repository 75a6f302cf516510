import { resolve } from 'node:path';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { REPORTER_NAMES } from '../report/reporters.ts';
import type { WrittenReport } from '../run/write-reports.ts';

/** Every report that can be asked for. */
export const REPORTS: readonly WrittenReport[] = [...REPORTER_NAMES, 'png'];

/** A report that was asked for, and the file that it goes to when it was named. */
export interface WantedReport {
  readonly name: WrittenReport;
  /** Absolute path; without one the reporter's own file names in the run's folder are used. */
  readonly path?: string;
}

/** Reads `name[=path]` as given on the command line. */
export function parseReporters(given: readonly string[], cwd: string): readonly WantedReport[] {
  return given.map((text) => {
    const [name = '', ...rest] = text.split('=');
    const known = REPORTS.find((candidate) => candidate === name);
    if (known === undefined) {
      throw new ScaleproofError(
        'usage',
        `there is no reporter ${JSON.stringify(name)}; there are ${REPORTS.join(', ')}`,
        {
          hint: 'Write --reporter junit or --reporter junit=path/to/file.xml.',
        },
      );
    }
    return rest.length === 0 ? { name: known } : { name: known, path: resolve(cwd, rest.join('=')) };
  });
}
