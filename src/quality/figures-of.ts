import type { Plan } from '../plan/plan.ts';
import type { Figure, RunFacts } from './figure.ts';
import { gpuFigures } from './idle-gpus.ts';
import { loadFigures } from './load-figures.ts';
import { scaleInFigures } from './scale-in-figures.ts';
import { scaleOutFigures } from './scale-out-figures.ts';
import { undershootFigure } from './undershoot.ts';

/** The control-quality figures of a run, in the order in which a reader asks for them; runs of one plan have the same. */
export function figuresOf(facts: RunFacts): readonly Figure[] {
  const broken = facts.verdicts.filter((verdict) => verdict.status !== 'passed').length;
  return [
    {
      id: 'assertionsNotPassed',
      label: 'assertions not passed',
      means: 'failed or inconclusive',
      unit: 'assertions',
      worse: 'higher',
      floor: 0.5,
      value: facts.verdicts.length === 0 ? null : broken,
    },
    ...scaleOutFigures(facts, wantedSize(facts.plan)),
    undershootFigure(facts),
    ...scaleInFigures(facts),
    ...gpuFigures(facts),
    ...loadFigures(facts),
  ];
}

/** The size that the scenario asks for: the one that it asserts, else one pod more than the smallest. */
function wantedSize({ scenario }: Plan): number {
  const asserted = scenario.assertions.flatMap((one) =>
    one.kind === 'scalesOut' ? (one.exactly ?? one.atLeast ?? []) : [],
  );
  const wanted = asserted.length > 0 ? Math.max(...asserted) : scenario.hpa.minReplicas + 1;
  return Math.min(wanted, scenario.hpa.maxReplicas);
}
