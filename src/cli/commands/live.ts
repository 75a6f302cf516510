import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { type LivePage, openLivePage } from '../../run/live-page.ts';
import type { CommandContext } from '../command.ts';

/**
 * `run --live`: serves a page on loopback that follows the run and becomes its report. On a terminal the report stays
 * there until Ctrl-C; elsewhere it goes when every page that followed has it, so that no pipeline waits for a reader.
 */
export async function besideLivePage<T>(
  { host, clock }: CommandContext,
  scenario: string,
  port: number,
  run: (live: LivePage) => Promise<T>,
): Promise<T> {
  const live = await openLivePage({ port, epoch: host.randomHex(4), scenario }, (why) =>
    host.stderr.write(`the live page broke, the run goes on: ${why}\n`),
  );
  try {
    host.stderr.write(`live page: ${live.url}\n`);
    const finished = await run(live);
    const isWatched = host.stderr.isTTY && host.env.CI === undefined;
    if (isWatched && !host.interrupted.aborted) {
      host.stderr.write(`the report stays at ${live.url} until Ctrl-C\n`);
      await clock.sleep(LONGEST_MS, host.interrupted).catch(() => undefined);
    }
    return finished;
  } finally {
    await live.close();
  }
}

/** Throws `usage` when a live page cannot be served as the command line asks. */
export function refuseLive(port: number | undefined, repeat: number): void {
  if (port === undefined) return;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ScaleproofError('usage', `--live wants a port from 0 to 65535, not ${port}`, {
      hint: 'Write --live alone for any free port.',
    });
  }
  if (repeat <= 1) return;
  throw new ScaleproofError('usage', '--live follows one run, and --repeat asks for several', {
    hint: 'Leave one of them out.',
  });
}

/** Nobody looks at it for longer, milliseconds. */
const LONGEST_MS = 24 * 3_600_000;
