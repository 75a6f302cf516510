import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, firstLines, when } from '../facts.ts';

/** The hop that a component serves, by a part of its name. */
const HOPS = [
  ['adapter', 'custom-metrics'],
  ['controller-manager', 'hpa'],
] as const;

/** A component without a rule of its own went down or was struck during the run. */
export function componentDied({ timeline }: Facts): Finding | undefined {
  const down = timeline
    .of('component')
    .filter((seen) => seen.change !== 'up' && seen.component !== 'k6' && seen.component !== 'prometheus');
  if (down.length === 0) return undefined;
  const names = [...new Set(down.map((seen) => seen.component))];
  return {
    id: 'COMPONENT_DIED',
    title: `${names.join(', ')} went down during the run`,
    hop: HOPS.find(([part]) => names.some((name) => name.includes(part)))?.[1] ?? 'pod',
    evidence: firstLines(
      down.map(
        (seen) =>
          `${when(timeline, seen.at)} ${seen.component} ${seen.change}${seen.detail ? `: ${seen.detail}` : ''}`,
      ),
    ),
    fix: "Read the component's log in the run's folder; if it was struck on purpose, this is the fault that the run shows.",
  };
}
