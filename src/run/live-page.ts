import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../clock/clock.ts';
import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import { moduleBeside } from '../lab/supervisor/spawn-detached.ts';
import type { RunHeader } from '../record/run-record.ts';
import type { Emit } from '../sample/observation.ts';
import type { FromLive, LiveStart, ToLive } from './live-messages.ts';

/** The page that follows a run on loopback. */
export interface LivePage {
  readonly url: string;
  /** Something to tell before the run begins. */
  readonly say: (text: string) => void;
  /** The run begins; its report will lie at `report`. */
  readonly begin: (header: RunHeader, report: string) => void;
  readonly observe: Emit;
  /** The page becomes the report; resolves once every page that followed has it, or after the deadline. */
  readonly become: (report: string, clock: Clock) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Pages that follow fetch the report at once; one that sleeps is not waited for. */
const DELIVERY_MS = 5000;

/** Serves the live page from a thread of its own; `onBroken` is told if it dies. Throws `usage` when the port is taken. */
export async function openLivePage(start: LiveStart, onBroken: (why: string) => void): Promise<LivePage> {
  const worker = new Worker(moduleBeside(import.meta.url, './live.process'), { workerData: start });
  const [answer] = (await once(worker, 'message')) as [FromLive];
  const close = async () => void (await worker.terminate());
  if (answer.kind !== 'serving') {
    await close();
    const refused = answer.kind === 'refused' ? answer : { message: 'the live page did not start', hint: '' };
    throw new ScaleproofError('usage', refused.message, { hint: refused.hint });
  }
  const tell = (message: ToLive) => worker.postMessage(message);
  // A page that cannot be drawn is no reason to end a run; the record and the report do not need it.
  worker.on('error', (error) => onBroken(errorText(error)));
  return {
    url: answer.url,
    say: (text) => tell({ kind: 'said', text }),
    begin: (header, report) => tell({ kind: 'begin', header, report }),
    observe: (observation) => tell({ kind: 'seen', observation }),
    become: async (page, clock) => {
      const delivered = once(worker, 'message');
      tell({ kind: 'over', page });
      await Promise.race([delivered, clock.sleep(DELIVERY_MS)]);
    },
    close,
  };
}
