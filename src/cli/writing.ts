import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';

/** What the system says of a place that cannot be written, as against a disk that is full or broken. */
const OF_THE_PLACE = [
  'EACCES',
  'EEXIST',
  'EISDIR',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOTDIR',
  'ENXIO',
  'EPERM',
  'EROFS',
];

/** Writes to a place that the command line named; what keeps it from that is told with that name. */
export async function writing<T>(place: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    const isOfPlace = OF_THE_PLACE.includes(String(error.code));
    throw new ScaleproofError(
      isOfPlace ? 'usage' : 'target-unavailable',
      `${place} cannot be written: ${errorText(error)}`,
      {
        hint: isOfPlace ? 'Name a place that you may write to.' : 'Is there room on that disk?',
        cause: error,
      },
    );
  }
}
