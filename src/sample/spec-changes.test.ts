import { expect, it } from 'vitest';
import type { HpaSpecObservation } from './observation.ts';
import { describeEdit, specEdits } from './spec-changes.ts';

const TARGET = { type: 'AverageValue', averageValue: '20' };
const METRIC = { type: 'Pods', pods: { metric: { name: 'DCGM_FI_DEV_GPU_UTIL' }, target: TARGET } };
const SPEC = { minReplicas: 1, maxReplicas: 10, metrics: [METRIC] };

function told(at: number, spec: object, more: Partial<HpaSpecObservation> = {}): HpaSpecObservation {
  const specVersion = JSON.stringify(spec);
  return { kind: 'hpaSpec', at, specVersion, resourceVersion: String(at), spec: { ...spec }, ...more };
}

it('says of each edit which fields it changed, from what to what, and who did it', () => {
  const pods = { ...METRIC.pods, target: { ...TARGET, averageValue: '40' } };
  const second = { ...SPEC, maxReplicas: 4, metrics: [{ ...METRIC, pods }] };
  const policies = [{ type: 'Percent', value: 100, periodSeconds: 15 }];
  const third = { ...second, behavior: { scaleDown: { stabilizationWindowSeconds: 5, policies } } };
  const edits = specEdits([
    told(1, SPEC),
    told(2, second, { writer: 'kubectl-edit' }),
    told(3, second),
    told(4, third),
    told(5, second, { writer: 'argocd-controller' }),
  ]);
  const behavior =
    '{"scaleDown":{"stabilizationWindowSeconds":5,"policies":[{"type":"Percent","value":100,"periodSeconds":15}]}}';
  expect(edits.map((edit) => `${edit.after.at}: ${describeEdit(edit)}`)).toEqual([
    '2: maxReplicas 10 -> 4, metrics[0].pods.target.averageValue 20 -> 40 (kubectl-edit)',
    `4: behavior none -> ${behavior}`,
    `5: behavior ${behavior} -> none (argocd-controller)`,
  ]);
});

it('finds no edit in one spec, nor in none', () => {
  expect(specEdits([])).toEqual([]);
  expect(specEdits([told(1, SPEC)])).toEqual([]);
});
