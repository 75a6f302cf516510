import { execa } from 'execa';

/** Runs a program on this terminal: it reads and writes what we do. Returns its exit code. */
export async function runAttached(command: string, args: readonly string[]): Promise<number> {
  const result = await execa(command, [...args], { stdio: 'inherit', reject: false });
  return result.exitCode ?? 1;
}
