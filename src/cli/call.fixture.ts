import { fileURLToPath } from 'node:url';
import { testHost } from './commands/test-host.fixture.ts';
import { makeParser } from './parser.ts';

/** Root of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What the program does with these words: its exit code and what it wrote, or the error that it ends with. */
export async function call(
  words: readonly string[],
  { piped = '', cwd = ROOT, env = {} }: { piped?: string; cwd?: string; env?: Record<string, string> } = {},
): Promise<{ readonly exitCode: number | undefined; readonly stdout: string; readonly stderr: string }> {
  const { context, written } = testHost(cwd, { env });
  const stdin = (async function* () {
    yield piped;
  })();
  let exitCode: Promise<number> | undefined;
  const parser = makeParser(words, 80, {
    context: { ...context, host: { ...context.host, stdin } },
    chosen: (code) => {
      exitCode = code;
    },
  });
  await parser.parseAsync();
  return { exitCode: await exitCode, ...written };
}
