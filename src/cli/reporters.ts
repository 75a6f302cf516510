import { resolve } from 'node:path';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { REPORTER_NAMES, type ReporterName } from '../report/reporters.ts';

/** A report that was asked for, and the file that it goes to when it was named. */
export interface WantedReport {
  readonly name: ReporterName;
  /** Absolute path; without one the reporter's own file name in the run's folder is used. */
  readonly path?: string;
}

/** Reads `name[=path]` as given on the command line. */
export function parseReporters(given: readonly string[], cwd: string): readonly WantedReport[] {
  return given.map((text) => {
    const [name = '', ...rest] = text.split('=');
    const known = REPORTER_NAMES.find((candidate) => candidate === name);
    if (known === undefined) {
      throw new ScaleproofError(
        'usage',
        `there is no reporter ${JSON.stringify(name)}; there are ${REPORTER_NAMES.join(', ')}`,
        {
          hint: 'Write --reporter junit or --reporter junit=path/to/file.xml.',
        },
      );
    }
    return rest.length === 0 ? { name: known } : { name: known, path: resolve(cwd, rest.join('=')) };
  });
}
