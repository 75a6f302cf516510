import { execa } from 'execa';

/** What a short program answered. */
export interface RunOutput {
  readonly ok: boolean;
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a short program to its end, at most `timeoutMs`; never throws. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  options: {
    readonly timeoutMs: number;
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly input?: string;
    readonly signal?: AbortSignal;
  },
): Promise<RunOutput> {
  const result = await execa(command, [...args], {
    reject: false,
    timeout: options.timeoutMs,
    forceKillAfterDelay: 2000,
    ...(options.env ? { env: { ...options.env } } : {}),
    ...(options.cwd ? { cwd: options.cwd } : {}),
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    ...(options.signal ? { cancelSignal: options.signal } : {}),
  });
  const stderr = String(result.stderr ?? '');
  return {
    ok: result.exitCode === 0,
    code: result.exitCode,
    stdout: String(result.stdout ?? ''),
    stderr: stderr === '' && result.failed ? String(result.shortMessage ?? '') : stderr,
  };
}
