import type { Plan } from '../plan/plan.ts';
import type { LoadAttestation } from '../record/run-record.ts';
import type { Timeline } from '../sample/timeline.ts';
import { type Finding, HOPS, type Verdict } from '../verdict/verdict.ts';
import type { Rule } from './facts.ts';
import { adapterPrometheusSilent } from './rules/adapter-prometheus-silent.ts';
import { atMaxReplicas } from './rules/at-max-replicas.ts';
import { componentDied } from './rules/component-died.ts';
import { customMetricsError } from './rules/custom-metrics-error.ts';
import { gpuShortage } from './rules/gpu-shortage.ts';
import { hpaSpecChanged } from './rules/hpa-spec-changed.ts';
import { loadNotDelivered } from './rules/load-not-delivered.ts';
import { loadNotStopped } from './rules/load-not-stopped.ts';
import { noTrafficToNewPods } from './rules/no-traffic-to-new-pods.ts';
import { podsNeverReady } from './rules/pods-never-ready.ts';
import { prometheusUnreachable } from './rules/prometheus-unreachable.ts';
import { replicasOverwritten } from './rules/replicas-overwritten.ts';
import { scaleInDrops } from './rules/scale-in-drops.ts';
import { targetOutOfReach } from './rules/target-out-of-reach.ts';

/** The fault catalogue: every rule is asked of every record. */
const RULES: readonly Rule[] = [
  loadNotDelivered,
  loadNotStopped,
  prometheusUnreachable,
  adapterPrometheusSilent,
  customMetricsError,
  targetOutOfReach,
  hpaSpecChanged,
  atMaxReplicas,
  replicasOverwritten,
  gpuShortage,
  podsNeverReady,
  scaleInDrops,
  noTrafficToNewPods,
  componentDied,
];

/** Names the causes that a record shows, each with evidence and a fix, in the order of the chain from load to latency. */
export function diagnose(
  plan: Plan,
  timeline: Timeline,
  attestation: LoadAttestation,
  verdicts: readonly Verdict[],
): readonly Finding[] {
  const facts = { plan, timeline, attestation, verdicts };
  return RULES.flatMap((rule) => rule(facts) ?? []).sort((a, b) => HOPS.indexOf(a.hop) - HOPS.indexOf(b.hop));
}
