import { type ErrorCode, ScaleproofError } from '../errors/scaleproof-error.ts';
import { EXIT } from '../verdict/exit-code.ts';

const BY_ERROR: Readonly<Record<ErrorCode, number>> = {
  usage: EXIT.usage,
  'target-unavailable': EXIT.target,
  inconclusive: EXIT.inconclusive,
  interrupted: EXIT.interrupted,
};

/** The exit code for an error that ended the program; one that we did not foresee counts as a broken target or tool. */
export function exitCodeOfError(error: unknown): number {
  return error instanceof ScaleproofError ? BY_ERROR[error.code] : EXIT.target;
}
