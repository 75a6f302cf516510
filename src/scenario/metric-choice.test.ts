import { describe, expect, it } from 'vitest';
import { METRIC_PROFILES, profileOf } from '../metric/catalogue.ts';
import { checkScenario, readScenario } from './load-scenario.ts';
import { withProfile } from './metric-choice.ts';

const file = (metric: string, more = '') => `
name: chosen
hpa:
  metric: ${metric}
${more}
load: { stages: [{ kind: hold, name: hold, rate: 1, duration: 5s }] }
assertions: [{ kind: noRequestLost }]
`;
const ofImage = 'workload: { image: ghcr.io/acme/app:1 }';
const read = (text: string, metric?: string) => readScenario(text, 'a.yaml', { metric }).scenario;
const faults = (text: string, target?: 'cluster' | 'twin') => {
  const reading = checkScenario(text, 'a.yaml', target === undefined ? {} : { target });
  return reading.ok ? [] : reading.faults.map((fault) => fault.message);
};

describe('a scenario with a metric profile', () => {
  it.each(METRIC_PROFILES)(
    '$name has its name, series, labels and resource, and 20 percent as target',
    (profile) => {
      const { hpa, pipeline, workload } = read(file(`{ profile: ${profile.name} }`));
      expect(hpa.metric).toEqual({
        profile: profile.name,
        name: profile.metric,
        averageValue: profile.unit === 'percent' ? '20' : '200m',
      });
      expect(pipeline).toMatchObject({ adapterSeries: profile.series, honorLabels: profile.honorLabels });
      expect(workload.gpuResource).toBe(profile.resource);
    },
  );

  it('keeps what the file says itself', () => {
    const text = file(
      '{ profile: amd, name: gpu_busy, averageValue: 35 }',
      'pipeline: { honorLabels: false }\nworkload: { gpuResource: amd.com/gpu-shared }',
    );
    const { hpa, pipeline, workload } = read(text);
    expect(hpa.metric).toEqual({ profile: 'amd', name: 'gpu_busy', averageValue: '35' });
    expect(pipeline).toMatchObject({ adapterSeries: 'gpu_gfx_activity', honorLabels: false });
    expect(workload.gpuResource).toBe('amd.com/gpu-shared');
  });

  it('from the command line stands over the file, with the same share of a busy GPU as target', () => {
    const text = file('{ name: DCGM_FI_DEV_GPU_UTIL, averageValue: 35 }');
    expect(read(text, 'intel').hpa.metric).toEqual({
      profile: 'intel',
      name: 'xpum_engine_ratio',
      averageValue: '350m',
    });
    expect(read(file('{ profile: intel, averageValue: 350m }'), 'amd').hpa.metric.averageValue).toBe('35');
  });

  it('that was found on a cluster has the name and labels of that cluster', () => {
    const scenario = readScenario(file('{ profile: auto }', ofImage), 'a.yaml', {
      target: 'cluster',
    }).scenario;
    const found = withProfile(scenario, profileOf('intel'), { metric: 'gpu_ratio', honorLabels: true });
    expect(found.hpa.metric).toEqual({ profile: 'intel', name: 'gpu_ratio', averageValue: '200m' });
    expect(found.workload.gpuResource).toBe('gpu.intel.com/i915');
  });
});

describe('a metric profile that does not fit', () => {
  it.each([
    [
      '{ profile: intel, averageValue: 20 }',
      'expected at most 1, found 20: xpum_engine_ratio is a ratio from 0 to 1; 20 percent is 200m',
    ],
    [
      '{ profile: amd, averageValue: 120 }',
      'expected at most 100, found 120: gpu_gfx_activity is a percentage',
    ],
    [
      '{ profile: dcgm, averageValue: 200m }',
      'expected a percentage, found 0.2: DCGM_FI_DEV_GPU_UTIL goes from 0 to 100; did you mean 20?',
    ],
  ])('the unit of its target (%s) is a fault of the file', (metric, said) => {
    expect(faults(file(metric))).toEqual([said]);
  });

  it('the target of the run is a fault of the file', () => {
    expect(faults(file('{ profile: auto }'))[0]).toMatch(
      /^auto looks at what a cluster has, found target lab/,
    );
    expect(faults(file('{ profile: auto }', ofImage), 'cluster')).toEqual([]);
    expect(faults(file('{ profile: time-slicing }'), 'twin')[0]).toContain('no GPUs that pods share');
  });

  it('any name is told with the names that there are', () => {
    expect(faults(file('{ profile: amdd }'))[0]).toMatch(/amd/);
  });
});
