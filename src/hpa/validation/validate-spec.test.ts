import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../wire/fields.ts';
import { readHpaSpec } from '../wire/hpa-spec.ts';
import { specFault } from './validate-spec.ts';

const faultOf = (spec: object, scaleToZero = false) =>
  specFault(readHpaSpec(fieldsOf({ maxReplicas: 5, ...spec }, 'spec')), { scaleToZero });

/** Words of the API server; the oracle gives the same. */
describe('an HPA that the API server would refuse', () => {
  it.each([
    [
      { maxReplicas: 0 },
      '[spec.maxReplicas: Required value: must be set and greater than 0, spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`]',
    ],
    [
      { minReplicas: 0 },
      '[spec.minReplicas: Invalid value: 0: must be greater than or equal to 1, spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas]',
    ],
    [
      { behavior: { scaleUp: { policies: [] } } },
      'spec.behavior.scaleUp.policies: Required value: must specify at least one Policy',
    ],
    [
      { behavior: { scaleDown: { selectPolicy: 'Most' } } },
      'spec.behavior.scaleDown.selectPolicy: Unsupported value: "Most": supported values: "Disabled", "Max", "Min"',
    ],
    [
      {
        metrics: [
          {
            type: 'Pods',
            pods: { metric: { name: 'm' }, target: { type: 'AverageValue', averageValue: '-5' } },
          },
        ],
      },
      'spec.metrics[0].pods.target.averageValue: Invalid value: "-5": must be positive',
    ],
    [
      { scaleTargetRef: { kind: 'Deployment', name: 'web', apiVersion: 'v1' } },
      'spec.scaleTargetRef.apiVersion: Invalid value: "v1": apiVersion must specify API group',
    ],
  ])('%j', (spec, fault) => expect(faultOf(spec)).toBe(fault));

  it('may scale to zero on an external metric once the gate is on', () => {
    const external = { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '10' } };
    const spec = { minReplicas: 0, metrics: [{ type: 'External', external }] };
    expect(faultOf(spec, true)).toBeUndefined();
    expect(faultOf(spec)).toContain('spec.minReplicas');
  });
});
