import type { Clock } from '../clock/clock.ts';
import type { Plan } from '../plan/plan.ts';
import type { Emit, LoadObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

/** The edges of a plan's load that are known beforehand: its start and those of its stages, in order of time. */
export function plannedEdges(plan: Plan, t0: Instant): readonly LoadObservation[] {
  const stages = plan.stages.flatMap(({ name, startMs, endMs }): LoadObservation[] => [
    { kind: 'load', at: t0 + startMs, edge: 'stage-start', stage: name },
    { kind: 'load', at: t0 + endMs, edge: 'stage-end', stage: name },
  ]);
  // A stable sort: where one stage ends and the next starts at the same instant, the end comes first.
  return [{ kind: 'load', at: t0, edge: 'start' }, ...stages.sort((a, b) => a.at - b.at)];
}

/** Emits each planned edge when its time has come; resolves at the end of the last stage, rejects on abort. */
export async function emitEdges(
  plan: Plan,
  t0: Instant,
  emit: Emit,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (const edge of plannedEdges(plan, t0)) {
    await clock.sleep(edge.at - clock.now(), signal);
    emit(edge);
  }
  await clock.sleep(t0 + plan.loadMs - clock.now(), signal);
}
