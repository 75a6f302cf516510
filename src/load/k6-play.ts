import { dirname } from 'node:path';
import { errorText } from '../errors/scaleproof-error.ts';
import type { PlayEntry } from '../plan/deal-entries.ts';
import { type RunningChild, startChild } from '../process/child.ts';
import type { Emit, RequestObservation } from '../sample/observation.ts';
import { formatDuration } from '../units/duration.ts';
import type { Instant } from '../units/instant.ts';
import { emitEdges } from './edges.ts';
import { inspectImage } from './inspect-image.ts';
import { describeK6Exit } from './k6-exit.ts';
import { type AnswerLine, parsePlayLine } from './play-lines.ts';
import type { PlaySheet } from './play-list.ts';
import type { LoadResult, LoadSpec, RunningLoad } from './running-load.ts';

/** k6 must have all its VUs up by then. */
const START_DEADLINE_MS = 30_000;
const STOP_GRACE_MS = 2000;
const NO_START = 'k6 ended before the load started';

/** A play list and where it lies; both paths are absolute. */
export interface K6Play {
  readonly spec: LoadSpec;
  readonly sheet: PlaySheet;
  readonly sheetFile: string;
  readonly scriptFile: string;
  readonly entries: readonly PlayEntry[];
}

interface Progress {
  /** Load start, as k6 named it. Its clock and ours are the same machine's. */
  t0: Instant | undefined;
  sent: number;
  lastAnswerAt: Instant;
  /** The last line that k6 itself said. */
  lastLine: string;
  readonly inspections: Promise<void>[];
}

/** Starts k6 on a play list and turns its lines into observations as they come. */
export function playWithK6(play: K6Play, emit: Emit, signal: AbortSignal): RunningLoad {
  const progress: Progress = { t0: undefined, sent: 0, lastAnswerAt: 0, lastLine: '', inspections: [] };
  const started = Promise.withResolvers<Instant>();
  const child = startK6(play, (line) => {
    const parsed = parsePlayLine(line);
    if (parsed === undefined) progress.lastLine = line.trim() || progress.lastLine;
    else if ('t0' in parsed) {
      progress.t0 = parsed.t0;
      started.resolve(parsed.t0);
    } else takeAnswer(play, progress, parsed, emit);
  });
  const stopped = new AbortController();
  const ended = AbortSignal.any([signal, stopped.signal]);
  const finished = follow(play, progress, child, started.promise, emit, ended);
  return {
    pid: child.pid,
    finished,
    stop: async () => {
      stopped.abort(new Error('the load was stopped'));
      await finished;
    },
  };
}

function startK6({ spec, sheetFile, scriptFile }: K6Play, onLine: (line: string) => void): RunningChild {
  const folder = dirname(sheetFile);
  const proxy: Record<string, string> = spec.proxyUrl === undefined ? {} : { HTTP_PROXY: spec.proxyUrl };
  const quiet = ['--quiet', '--no-color', '--no-usage-report', '--no-thresholds', '--summary-mode=compact'];
  return startChild({
    name: 'k6',
    command: spec.k6Binary,
    args: [
      'run',
      ...quiet,
      '--log-format=raw',
      '--log-output=stdout',
      '-e',
      `PLAY_SHEET=${sheetFile}`,
      scriptFile,
    ],
    // Nothing else: a proxy of the user's must not get between k6 and the service, nor a k6 config of theirs.
    env: { HOME: folder, K6_AUTO_EXTENSION_RESOLUTION: 'false', K6_WEB_DASHBOARD: 'false', ...proxy },
    extendEnv: false,
    cwd: folder,
    onLine,
  });
}

function takeAnswer(play: K6Play, progress: Progress, line: AnswerLine, emit: Emit): void {
  const entry = play.entries[line.i];
  if (entry === undefined || progress.t0 === undefined) return;
  const request = toRequest(play, progress.t0, entry, line);
  progress.sent++;
  progress.lastAnswerAt = Math.max(progress.lastAnswerAt, request.at);
  emit(request);
  if (line.img === undefined) return;
  const image = play.sheet.images[entry[1]]!;
  const answer = Buffer.from(line.img, 'base64');
  const inspected = inspectImage(answer, image.file, play.sheet.size, request.at, play.spec.files);
  progress.inspections.push(inspected.then(emit));
}

function toRequest({ spec }: K6Play, t0: Instant, entry: PlayEntry, line: AnswerLine): RequestObservation {
  const offset = entry[0];
  const { stages } = spec.plan;
  const stage = stages.find(({ startMs, endMs }) => offset >= startMs && offset < endMs) ?? stages.at(-1);
  return {
    kind: 'request',
    at: line.s + line.d,
    intendedAt: t0 + offset,
    sentAt: line.s,
    durationMs: line.d,
    stage: stage?.name ?? '',
    outcome: line.o,
    status: line.c,
    ...(line.p === undefined ? {} : { pod: line.p }),
    ...(line.b === undefined ? {} : { bytes: line.b }),
    ...(line.e === undefined ? {} : { detail: line.e }),
  };
}

/** Waits for the end of the load, whichever way it comes, and emits its `end` edge. */
async function follow(
  play: K6Play,
  progress: Progress,
  child: RunningChild,
  started: Promise<Instant>,
  emit: Emit,
  ended: AbortSignal,
): Promise<LoadResult> {
  const { clock, plan } = play.spec;
  const detail = await faultOf(play, progress, child, started, emit, ended);
  await child.stop(STOP_GRACE_MS);
  const completed = detail === undefined;
  const dropped = plan.arrivals.length - progress.sent;
  const said = completed && dropped === 0 ? {} : { detail: detail ?? `k6 last said: ${progress.lastLine}` };
  const loadEnd = Math.max((progress.t0 ?? 0) + plan.loadMs, progress.lastAnswerAt);
  emit({ kind: 'load', at: completed ? loadEnd : clock.now(), edge: 'end', completed, dropped, ...said });
  await Promise.all(progress.inspections);
  return { completed, sent: progress.sent, dropped, ...said };
}

/** Follows k6 until the load is over; says what went wrong, or `undefined` when all went in order. */
async function faultOf(
  play: K6Play,
  progress: Progress,
  child: RunningChild,
  started: Promise<Instant>,
  emit: Emit,
  ended: AbortSignal,
): Promise<string | undefined> {
  const { clock, plan } = play.spec;
  const over = new AbortController();
  const exited = child.exited.then((exit) => describeK6Exit(exit, progress.lastLine));
  // Both must come: k6 may be done early when nothing arrives at the end of the last stage.
  const inOrder = started.then((t0) => emitEdges(plan, t0, emit, clock, over.signal)).then(() => exited);
  const died = exited.then((fault) => fault ?? (progress.t0 === undefined ? NO_START : inOrder));
  const late = clock.sleep(START_DEADLINE_MS, over.signal).then(() => {
    const wanted = `k6 was not ready to send after ${formatDuration(START_DEADLINE_MS)}`;
    return progress.t0 === undefined ? `${wanted}; it last said: ${progress.lastLine || 'nothing'}` : inOrder;
  });
  try {
    return await Promise.race([inOrder, died, late, whenAborted(ended)]);
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
