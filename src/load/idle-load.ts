import { errorText } from '../errors/scaleproof-error.ts';
import type { Emit } from '../sample/observation.ts';
import { emitEdges } from './edges.ts';
import type { LoadResult, LoadSpec, PreparedLoad } from './running-load.ts';

/** The load of a plan without arrivals: the edges come in time, nothing is sent. */
export function idleLoad(spec: Pick<LoadSpec, 'plan' | 'clock'>): PreparedLoad {
  return {
    start: (emit, signal) => {
      const stopped = new AbortController();
      const finished = playNothing(spec, emit, AbortSignal.any([signal, stopped.signal]));
      return {
        pid: undefined,
        finished,
        stop: async () => {
          stopped.abort(new Error('the load was stopped'));
          await finished;
        },
      };
    },
  };
}

async function playNothing(
  { plan, clock }: Pick<LoadSpec, 'plan' | 'clock'>,
  emit: Emit,
  signal: AbortSignal,
): Promise<LoadResult> {
  const t0 = clock.now();
  try {
    await emitEdges(plan, t0, emit, clock, signal);
    emit({ kind: 'load', at: t0 + plan.loadMs, edge: 'end', completed: true, dropped: 0 });
    return { completed: true, sent: 0, dropped: 0, stopped: true };
  } catch (error) {
    const detail = errorText(error);
    emit({ kind: 'load', at: clock.now(), edge: 'end', completed: false, detail, dropped: 0 });
    return { completed: false, detail, sent: 0, dropped: 0, stopped: true };
  }
}
