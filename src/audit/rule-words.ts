import type { Rule } from './hpa-audit.ts';

const WORDS: Readonly<Record<Rule, string>> = {
  'metric-ratio': 'metric ratio',
  tolerance: 'within the tolerance',
  'stabilization-up': 'scale-up stabilization window',
  'stabilization-down': 'scale-down stabilization window',
  'policy-pods': 'policy, pods per period',
  'policy-percent': 'policy, percent per period',
  'policy-default': 'at most double, or 4, in a sync',
  'direction-disabled': 'direction disabled',
  'min-replicas': 'minReplicas',
  'max-replicas': 'maxReplicas',
  'missing-metrics': 'no metric, or not of every pod',
  'unready-pods': 'pods that have not started',
  'scaling-disabled': 'scaled to zero by somebody',
  error: 'error',
};

/** A rule as a reader says it. */
export function ruleWords(rule: Rule): string {
  return WORDS[rule];
}
