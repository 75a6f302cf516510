import { errorText } from '../errors/scaleproof-error.ts';
import type { Emit } from '../sample/observation.ts';
import { formatDuration } from '../units/duration.ts';
import { emitEdges } from './edges.ts';
import type { Play } from './play.ts';
import { type PlayProgress, watchPlay } from './play-progress.ts';
import type { LoadResult, LoadSpec, RunningLoad } from './running-load.ts';
import type { Sender, StartSender } from './sender.ts';

/** A play, and who sends it. */
export interface FollowSpec {
  readonly play: Play;
  readonly start: StartSender;
  readonly load: Pick<LoadSpec, 'clock' | 'files'>;
  /** Takes k6's own summary where it came as a line. */
  readonly onSummary?: (summary: unknown) => Promise<void>;
}

/** Starts a sender and turns what it says into observations: requests, edges of the load, and how it stopped. */
export function followPlay(spec: FollowSpec, emit: Emit, signal: AbortSignal): RunningLoad {
  const progress = watchPlay(spec.play, spec.load.files, emit, spec.onSummary);
  const stopped = new AbortController();
  const ended = AbortSignal.any([signal, stopped.signal]);
  const sender = spec.start(progress.take, ended);
  const finished = follow(spec, progress, sender, emit, ended);
  return {
    pid: sender.pid,
    finished,
    stop: async () => {
      stopped.abort(new Error('the load was stopped'));
      await finished;
    },
  };
}

/** Waits for the end of the load, whichever way it comes, stops its sender, and emits the last edges. */
async function follow(
  { play, load: { clock } }: FollowSpec,
  progress: PlayProgress,
  sender: Sender,
  emit: Emit,
  ended: AbortSignal,
): Promise<LoadResult> {
  const { plan } = play;
  const fault = await faultOf(play, clock, progress, sender, emit, ended);
  const stopAt = clock.now();
  emit({ kind: 'load', at: stopAt, edge: 'stop', detail: sender.how });
  const { stopped, detail: how } = await sender.stop();
  const completed = fault === undefined;
  const dropped = plan.arrivals.length - progress.sent();
  const said =
    completed && dropped === 0 ? {} : { detail: fault ?? `${sender.name} last said: ${progress.lastLine()}` };
  const loadEnd = Math.max((progress.t0() ?? 0) + plan.loadMs, progress.lastAnswerAt());
  emit({ kind: 'load', at: completed ? loadEnd : clock.now(), edge: 'end', completed, dropped, ...said });
  emit({ kind: 'load', at: clock.now(), edge: 'stopped', completed: stopped, detail: how });
  await progress.settled();
  return { completed, sent: progress.sent(), dropped, stopped, ...said };
}

/** Follows a sender until the load is over; says what went wrong, or `undefined` when all went in order. */
async function faultOf(
  { plan }: Play,
  clock: LoadSpec['clock'],
  progress: PlayProgress,
  sender: Sender,
  emit: Emit,
  ended: AbortSignal,
): Promise<string | undefined> {
  const over = new AbortController();
  const { exited, name, startDeadlineMs } = sender;
  // Both must come: a sender may be done early when nothing arrives at the end of the last stage.
  const inOrder = progress.started
    .then((t0) => emitEdges(plan, t0, emit, clock, over.signal))
    .then(() => Promise.race([exited, progress.done]))
    .then((fault) => fault ?? undefined);
  const noStart = `${name} ended before the load started`;
  const died = exited.then((fault) => fault ?? (progress.t0() === undefined ? noStart : inOrder));
  const late = clock.sleep(startDeadlineMs, over.signal).then(() => {
    const wanted = `${name} was not ready to send after ${formatDuration(startDeadlineMs)}`;
    return progress.t0() === undefined
      ? `${wanted}; it last said: ${progress.lastLine() || `nothing; ${sender.seen?.() ?? 'it has no window to look into'}`}`
      : inOrder;
  });
  try {
    return await Promise.race([inOrder, died, late, progress.restarted, whenAborted(ended)]);
  } finally {
    over.abort();
  }
}

function whenAborted(signal: AbortSignal): Promise<string> {
  if (signal.aborted) return Promise.resolve(errorText(signal.reason));
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(errorText(signal.reason)), { once: true });
  });
}
