import { resolve } from 'node:path';
import type { Host } from '../host/host.ts';

/** How a bare `-` among the arguments is called from then on: what is piped in. */
export const STDIN = '/dev/stdin';

/** The text of a file that the command line names, or of what is piped in; throws what the system says. */
export async function readInput(
  { cwd, files, stdin }: { readonly cwd: string } & Pick<Host, 'files' | 'stdin'>,
  name: string,
): Promise<string> {
  if (name !== STDIN) return files.readText(resolve(cwd, name));
  const pieces: string[] = [];
  for await (const piece of stdin) pieces.push(piece);
  return pieces.join('');
}
