import type { Files } from '../host/host.ts';
import type { PlayEntry } from '../plan/deal-entries.ts';
import type { Emit, RequestObservation } from '../sample/observation.ts';
import { answerSize } from '../scenario/answer-size.ts';
import type { Instant } from '../units/instant.ts';
import { inspectImage } from './inspect-image.ts';
import type { Play } from './play.ts';
import { type AnswerLine, parsePlayLine } from './play-lines.ts';

/** Stage of what a sender sends after the plan's load is over, because nobody has stopped it yet. */
export const AFTER_LOAD = 'after-load';

/** What a sender's lines came to so far. */
export interface PlayProgress {
  /** Takes one line of it; the same answer twice counts once. */
  readonly take: (line: string) => void;
  /** Resolves with load start, as the sender named it. */
  readonly started: Promise<Instant>;
  /** Resolves when it said that all arrivals of the plan are answered. */
  readonly done: Promise<void>;
  /** Resolves when it named a second load start: it was restarted, and plays all over again. */
  readonly restarted: Promise<string>;
  readonly t0: () => Instant | undefined;
  /** Arrivals of the plan that were sent. */
  readonly sent: () => number;
  readonly lastAnswerAt: () => Instant;
  /** The last thing that it said which is no line of ours. */
  readonly lastLine: () => string;
  /** Resolves when every answer that is looked into has been, and k6's summary is kept. */
  readonly settled: () => Promise<unknown>;
}

/** Turns the lines of a sender into observations as they come. */
export function watchPlay(
  play: Play,
  files: Pick<Files, 'readBytes'>,
  emit: Emit,
  onSummary: (summary: unknown) => Promise<void> = async () => undefined,
): PlayProgress {
  const started = Promise.withResolvers<Instant>();
  const done = Promise.withResolvers<void>();
  const restarted = Promise.withResolvers<string>();
  const seen = new Set<number>();
  /** What is still being looked into or written. */
  const kept: Promise<void>[] = [];
  let isSummed = false;
  let t0: Instant | undefined;
  let sent = 0;
  let lastAnswerAt = 0;
  let lastLine = '';
  const takeStart = (at: Instant) => {
    if (t0 !== undefined && t0 !== at) restarted.resolve('it was restarted in the middle of the load');
    t0 ??= at;
    started.resolve(t0);
  };
  // A log that is read a second time tells it a second time.
  const takeSummary = (summary: unknown) => {
    if (!isSummed) kept.push(onSummary(summary));
    isSummed = true;
  };
  const takeAnswer = (line: AnswerLine) => {
    const entry = play.entries[line.i];
    if (t0 === undefined || seen.has(line.i)) return;
    seen.add(line.i);
    const request = toRequest(play, t0, entry, line);
    if (entry !== undefined) sent++;
    lastAnswerAt = Math.max(lastAnswerAt, request.at);
    emit(request);
    if (line.img === undefined || entry === undefined) return;
    const { file } = play.images[entry[1]]!;
    const answer = Buffer.from(line.img, 'base64');
    const size = answerSize(play.plan.scenario.load) ?? play.sheet.size;
    kept.push(inspectImage(answer, file, size, request.at, files).then(emit));
  };
  return {
    take: (line) => {
      const parsed = parsePlayLine(line);
      if (parsed === undefined) lastLine = line.trim() || lastLine;
      else if ('t0' in parsed) takeStart(parsed.t0);
      else if ('done' in parsed) done.resolve();
      else if ('summary' in parsed) takeSummary(parsed.summary);
      else takeAnswer(parsed);
    },
    started: started.promise,
    done: done.promise,
    restarted: restarted.promise,
    t0: () => t0,
    sent: () => sent,
    lastAnswerAt: () => lastAnswerAt,
    lastLine: () => lastLine,
    settled: () => Promise.all(kept),
  };
}

function toRequest(
  { plan }: Play,
  t0: Instant,
  entry: PlayEntry | undefined,
  line: AnswerLine,
): RequestObservation {
  const offset = entry?.[0] ?? line.at ?? plan.loadMs;
  const { stages } = plan;
  const planned = stages.find(({ startMs, endMs }) => offset >= startMs && offset < endMs) ?? stages.at(-1);
  return {
    kind: 'request',
    at: line.s + line.d,
    intendedAt: t0 + offset,
    sentAt: line.s,
    durationMs: line.d,
    stage: entry === undefined ? AFTER_LOAD : (planned?.name ?? ''),
    outcome: line.o,
    status: line.c,
    ...(line.p === undefined ? {} : { pod: line.p }),
    ...(line.b === undefined ? {} : { bytes: line.b }),
    ...(line.e === undefined ? {} : { detail: line.e }),
  };
}
