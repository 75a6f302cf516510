import { ScaleproofError } from '../errors/scaleproof-error.ts';

/** Keys and indices from the root of a document to a value in it. */
export type Path = readonly (string | number)[];

/** One thing wrong with a scenario, before its place in the file is known. */
export interface Flaw {
  readonly path: Path;
  /** True when the key itself is at fault, not the value under it. */
  readonly atKey?: boolean;
  /** What was found, what is allowed, and what was perhaps meant. */
  readonly message: string;
}

/** One fault of a scenario file with its place; line and column count from 1. */
export interface ScenarioFault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** For example `load.stages[0].rate`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** A scenario file that cannot be run; carries every fault, in the order of the file. */
export class ScenarioFileError extends ScaleproofError {
  readonly faults: readonly ScenarioFault[];

  constructor(file: string, faults: readonly ScenarioFault[]) {
    const many = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
    super('usage', `${file} has ${many}:\n${faults.map((fault) => `  ${formatFault(fault)}`).join('\n')}`, {
      hint: '`scaleproof schema` prints the format; an editor that reads the modeline of a shipped scenario completes it.',
    });
    this.faults = faults;
  }
}

/** One line, in the form that editors make clickable: `file:line:column: path: message`. */
export function formatFault(fault: ScenarioFault): string {
  const place = `${fault.file}:${fault.line}:${fault.column}`;
  return fault.path === '' ? `${place}: ${fault.message}` : `${place}: ${fault.path}: ${fault.message}`;
}

/** Writes a path as people do: `load.stages[0].rate`. */
export function formatPath(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}
