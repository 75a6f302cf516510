import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../clock/system-clock.ts';
import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import { overContent, runningContent, waitingContent } from '../live/live-content.ts';
import { type LiveServer, serveLive } from '../live/live-server.ts';
import type { RunHeader } from '../record/run-record.ts';
import type { Observation } from '../sample/observation.ts';
import { judgeRecord } from './judge-record.ts';
import type { FromLive, LiveStart, ToLive } from './live-messages.ts';

/**
 * The thread that serves the live page. It judges and draws the record so far by itself, so that a page being drawn
 * never holds up the thread that stamps what it observes.
 */

/**
 * A page is drawn as soon as something is new, but rests between two drawings for at least this long and for at least
 * as long as the last one took: it takes no more than half of a core. Who looks waits for at most one drawing that has
 * begun, the rest and one drawing more, which is 0.3 s in a run of a minute.
 */
const REST_MS = 200;
/** What comes in one burst is drawn together, milliseconds. */
const BURST_MS = 10;
/** Of what is said before the run begins, the last lines. */
const LINES = 12;

const start = workerData as LiveStart;
const port = parentPort!;
const said: string[] = [];
const observations: Observation[] = [];
let run: { readonly header: RunHeader; readonly report: string } | undefined;
let isStale = false;
let isOver = false;
let tookMs = 0;
let drawnAt = Number.NEGATIVE_INFINITY;
let timer: NodeJS.Timeout | undefined;

function tell(message: FromLive): void {
  port.postMessage(message);
}

function refresh(server: LiveServer): void {
  clearTimeout(timer);
  timer = undefined;
  if (!isStale || isOver) return;
  isStale = false;
  const startedAt = systemClock.now();
  server.show(
    run === undefined
      ? waitingContent(start.scenario, said.slice(-LINES))
      : runningContent(judgeRecord({ header: run.header, observations, end: null, damaged: [] })),
  );
  drawnAt = systemClock.now();
  tookMs = drawnAt - startedAt;
}

/** Something is new: it is drawn at once if somebody looks, and not too often. */
function noteChange(server: LiveServer): void {
  isStale = true;
  if (timer !== undefined || server.followers() === 0) return;
  const rested = drawnAt + Math.max(REST_MS, tookMs) - systemClock.now();
  timer = setTimeout(() => refresh(server), Math.max(BURST_MS, rested));
}

function take(server: LiveServer, message: ToLive): void {
  switch (message.kind) {
    case 'said':
      said.push(message.text);
      noteChange(server);
      break;
    case 'begin':
      run = message;
      noteChange(server);
      break;
    case 'seen':
      observations.push(message.observation);
      noteChange(server);
      break;
    case 'over':
      isOver = true;
      server.show(overContent(message.page));
      void server.delivered().then(() => tell({ kind: 'delivered' }));
  }
}

try {
  let server: LiveServer | undefined;
  server = await serveLive({
    port: start.port,
    epoch: start.epoch,
    report: () => run?.report ?? 'told when the run begins',
    first: waitingContent(start.scenario, said),
    refresh: () => server && refresh(server),
  });
  const serving = server;
  port.on('message', (message: ToLive) => take(serving, message));
  tell({ kind: 'serving', url: server.url });
} catch (error) {
  const hint = error instanceof ScaleproofError ? (error.hint ?? '') : '';
  tell({ kind: 'refused', message: errorText(error), hint });
}
