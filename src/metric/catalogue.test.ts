import { describe, expect, it } from 'vitest';
import { METRIC_PROFILES, PROFILE_NAMES, profileOf } from './catalogue.ts';
import { podLabelsOn } from './pod-labels.ts';
import { fullScale, scrapedPodLabels } from './profile.ts';

describe('the catalogue of metric profiles', () => {
  it('has each under its own name, and dcgm for a scenario that names none', () => {
    expect(METRIC_PROFILES.map(({ name }) => name)).toEqual([...PROFILE_NAMES]);
    expect([profileOf(undefined).name, profileOf('auto').name]).toEqual(['dcgm', 'dcgm']);
  });

  it.each(METRIC_PROFILES)(
    '$name says its traps in sentences, and where its format is known from',
    (profile) => {
      expect(profile.traps.length).toBeGreaterThan(0);
      for (const trap of profile.traps) expect(trap).toMatch(/^[\w"'].*\.$/);
      expect(profile.source).not.toBe('');
    },
  );

  it('knows which of them end at 1 and not at 100', () => {
    const ratios = METRIC_PROFILES.filter((profile) => fullScale(profile) === 1);
    expect(ratios.map(({ name }) => name)).toEqual(['mig', 'intel']);
  });
});

describe('the labels of a pod', () => {
  it('that clash with those of the target become exported_* unless they are honoured', () => {
    const { dcgm, intel } = { dcgm: profileOf('dcgm'), intel: profileOf('intel') };
    expect(scrapedPodLabels(dcgm, true).pod).toBe('pod');
    expect(scrapedPodLabels(dcgm, false)).toEqual({
      namespace: 'exported_namespace',
      pod: 'exported_pod',
      container: 'exported_container',
    });
    expect([true, false].map((honour) => scrapedPodLabels(intel, honour).pod)).toEqual([
      'kube_pod',
      'kube_pod',
    ]);
  });

  it.each([
    ['exported_pod', { namespace: 'gpu', pod: 'exporter', exported_namespace: 'n', exported_pod: 'p' }],
    ['kube_pod', { namespace: 'gpu', pod: 'exporter', kube_namespace: 'n', kube_pod: 'p' }],
    ['PodName', { namespace: 'gpu', pod: 'exporter', NamespaceName: 'n', PodName: 'p' }],
    ['pod_name', { namespace: 'gpu', pod: 'exporter', namespace_name: 'n', pod_name: 'p' }],
    ['pod', { namespace: 'n', pod: 'p' }],
    [undefined, { namespace: '', pod: '', gpu: '0' }],
  ])('are %s although the exporter has a pod too', (name, labels) => {
    expect(podLabelsOn(labels)?.pod).toBe(name);
  });
});
