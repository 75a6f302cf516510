/** Whether an output failed because who read it has left: the end of a pipe was closed, or a terminal hung up. */
export function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'EIO');
}
