import { serverUrl } from '../k6/server-url.ts';

/** How the press runs; read from the environment of its container. */
export interface PressOptions {
  /** From SERVER_IP: root of the service. */
  readonly baseUrl: string;
  /** BATCH_SIZE: images sent at once. */
  readonly batchSize: number;
  /** TOTAL_SIZE: images after which no more are sent; 0 goes on until it is stopped. */
  readonly totalSize: number;
  /** PLAY_SHEET: what to send when; without it each batch follows the one before as soon as that is answered. */
  readonly sheetPath: string | undefined;
  /** TIMEOUT_MS: longest wait for an answer where no sheet says it. */
  readonly timeoutMs: number;
  /** ON_SIGTERM: `ignore` goes on sending when it is told to stop, for tests that must fail. */
  readonly onSigterm: 'stop' | 'ignore';
}

/** Reads the options from environment variables; throws an `Error` that lists every bad one. */
export function readPressOptions(env: Readonly<Record<string, string | undefined>>): PressOptions {
  const faults: string[] = [];
  const wholeNumber = (name: string, fallback: number, least: number): number => {
    const text = env[name] ?? '';
    const value = text === '' ? fallback : Number(text);
    if (Number.isInteger(value) && value >= least) return value;
    faults.push(`${name} is '${text}', wanted a whole number of at least ${least}`);
    return fallback;
  };
  const server = env.SERVER_IP ?? '';
  if (server.trim() === '') faults.push('SERVER_IP is not set, wanted the address of the service');
  const onSigterm = env.ON_SIGTERM || 'stop';
  if (onSigterm !== 'stop' && onSigterm !== 'ignore')
    faults.push(`ON_SIGTERM is '${onSigterm}', wanted stop or ignore`);
  const options: PressOptions = {
    baseUrl: serverUrl(server),
    batchSize: wholeNumber('BATCH_SIZE', 1, 1),
    totalSize: wholeNumber('TOTAL_SIZE', 0, 0),
    sheetPath: env.PLAY_SHEET || undefined,
    timeoutMs: wholeNumber('TIMEOUT_MS', 10_000, 1),
    onSigterm: onSigterm === 'ignore' ? 'ignore' : 'stop',
  };
  if (faults.length > 0) throw new Error(faults.join('; '));
  return options;
}
