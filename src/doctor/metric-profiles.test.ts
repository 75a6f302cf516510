import { describe, expect, it } from 'vitest';
import type { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Hpa } from '../kube/objects.ts';
import { METRIC_PROFILES, profileOf } from '../metric/catalogue.ts';
import { scrapedPodLabels } from '../metric/profile.ts';
import { checkHpaTarget } from './check-hpa-target.ts';
import { checkMetricValues } from './check-metric-values.ts';
import { checkSeries } from './check-series.ts';
import { type ChoiceFacts, chooseMetric } from './choose-metric.ts';
import { heldSeries, matchProfiles, seriesOfProfile } from './match-profiles.ts';
import { scraped, seriesFacts } from './scraped.fixture.ts';

const known = <T>(value: T) => ({ known: true, value }) as const;
const listed = (...names: readonly string[]) =>
  known({ status: 200, names: names.map((name) => `pods/${name}`), said: '' });
const check = (profile: (typeof METRIC_PROFILES)[number], series: ReturnType<typeof scraped>, id: string) =>
  checkSeries({ exporter: { name: 'http://p', facts: known(seriesFacts(series)) } }, profile, true).find(
    (one) => one.id === id,
  );

describe('the series of an exporter', () => {
  it.each(METRIC_PROFILES)('fit profile $name and no other while a pod holds a GPU', (profile) => {
    const seen = matchProfiles(seriesFacts(scraped(profile)));
    expect(seen.map((one) => [one.profile.name, one.honorLabels])).toEqual([
      [profile.name, profile.honorLabels],
    ]);
    expect(seen[0]?.pods).toBeGreaterThan(0);
  });

  it.each(METRIC_PROFILES.filter(({ exporter, sharedBy }) => exporter.kind === 'dcgm' && sharedBy === 1))(
    'fit profile $name while no pod holds a GPU, by the scrape job',
    (profile) => {
      const honours = new Map([[profile.exporter.app, profile.honorLabels]]);
      const seen = matchProfiles(seriesFacts(scraped(profile, { held: false }), { honours }));
      expect(seen.map((one) => [one.profile.name, one.pods])).toEqual([[profile.name, 0]]);
    },
  );

  it('of AMD scraped by hand have the pod in exported_pod, and the choice says so', () => {
    const [seen] = matchProfiles(seriesFacts(scraped(profileOf('amd'), { honorLabels: false })));
    expect(seen).toMatchObject({ profile: { name: 'amd' }, honorLabels: false });
    expect(seen?.why).toContain('exported_pod');
  });
});

describe('preflight with the profile of another exporter', () => {
  const pairs = METRIC_PROFILES.flatMap((wanted) =>
    METRIC_PROFILES.filter(({ series, mig }) => series !== wanted.series || mig !== wanted.mig).map(
      (there) => [wanted.name, there.name, wanted, there] as const,
    ),
  );

  it.each(pairs)(
    '%s on a cluster of %s is refused, with the profile, unit, labels and rule that it has',
    (_w, _t, wanted, there) => {
      const present = check(wanted, scraped(there), 'exporter-series');
      expect(present).toMatchObject({ status: 'missing', dooms: true });
      expect(present?.seen).toContain(there.series);
      const names = scrapedPodLabels(there, there.honorLabels);
      expect(present?.fix).toContain(`--metric ${there.name}`);
      expect(present?.fix).toContain(there.unit === 'percent' ? 'percent, 0 to 100' : 'a ratio, 0 to 1');
      expect(present?.fix).toContain(`${names.pod}:\n        resource: pod`);
      expect(present?.fix).toContain(`seriesQuery: ${there.series}{`);
    },
  );

  it.each(METRIC_PROFILES)('%s on a cluster of its own is not', (profile) => {
    expect(
      checkSeries(
        { exporter: { name: 'http://p', facts: known(seriesFacts(scraped(profile))) } },
        profile,
        true,
      ).filter(({ dooms }) => dooms),
    ).toEqual([]);
  });

  it('of whole GPUs is warned of where pods share them', () => {
    const shared = check(profileOf('dcgm'), scraped(profileOf('time-slicing')), 'gpus-not-shared');
    expect(shared).toMatchObject({ status: 'missing', dooms: false });
    expect(shared?.fix).toContain('time-slicing');
    expect(check(profileOf('dcgm'), scraped(profileOf('dcgm')), 'gpus-not-shared')).toBeUndefined();
  });
});

describe('the rule of an adapter that', () => {
  const values = (name: 'dcgm-exported' | 'intel', given: Readonly<Record<string, string>>) => {
    const profile = profileOf(name);
    const pod = heldSeries(seriesOfProfile(profile, scraped(profile)))[0]!;
    const facts = known({ pod, values: new Map(Object.entries(given)), said: '404 not found' });
    return checkMetricValues(profile, profile.metric, facts)[0];
  };

  it("takes the exporter's own labels gives nothing of the workload, and the right labels are told", () => {
    const refused = values('dcgm-exported', {});
    expect(refused).toMatchObject({ status: 'missing', dooms: true });
    expect(refused?.fix).toContain('has the pod in exported_pod and the namespace in exported_namespace');
    expect(refused?.fix).toContain('exported_pod:\n        resource: pod');
  });

  it('gives another unit is refused with the end of the right one', () => {
    expect(values('intel', { 'painter-1': '42' })?.fix).toContain('xpum_engine_ratio ends at 1');
    expect(values('dcgm-exported', { 'painter-1': '480' })?.fix).toContain('sums instead of averaging');
  });

  it('is right gives the value of the pod', () => {
    expect(values('intel', { 'painter-1': '300m' })).toMatchObject({ status: 'ok' });
  });

  it('cannot be judged yet is not', () => {
    expect(checkMetricValues(profileOf('dcgm'), 'x', undefined)).toEqual([]);
  });
});

describe('the target of an HPA that exists', () => {
  const hpa = (averageValue: string): Hpa => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'scaling' },
    spec: {
      scaleTargetRef: { kind: 'Deployment', name: 'painter' },
      maxReplicas: 4,
      metrics: [
        { type: 'Pods', pods: { metric: { name: 'm' }, target: { type: 'AverageValue', averageValue } } },
      ],
    },
  });
  it.each([
    ['mig', '50', 'missing', true, '50 percent is 500m'],
    ['mig', '500m', 'ok', false, ''],
    ['dcgm', '95', 'missing', true, 'ends at 100'],
    ['dcgm', '20', 'ok', false, ''],
    ['dcgm', '200m', 'missing', false, '20 is meant'],
  ] as const)('of profile %s at %s is %s, dooms the run: %s', (name, target, status, dooms, said) => {
    const [seen] = checkHpaTarget(hpa(target), profileOf(name), 'm');
    expect(seen).toMatchObject({ status, dooms });
    expect(seen?.fix).toContain(said);
  });
});

function refusalOf(act: () => unknown): { readonly message: string; readonly hint?: string } {
  try {
    act();
  } catch (error) {
    return error as ScaleproofError;
  }
  throw new Error('nothing was refused');
}

describe('--metric auto', () => {
  const choose = (
    series: ReturnType<typeof scraped>,
    discovery: ChoiceFacts['discovery'],
    hpaMetrics?: readonly string[],
  ) => chooseMetric({ seen: matchProfiles(seriesFacts(series)), discovery, hpaMetrics });

  it.each(METRIC_PROFILES)(
    'finds $name by its series and the metric that is listed, and says both',
    (profile) => {
      const choice = choose(scraped(profile), listed('other', profile.metric));
      expect(choice).toMatchObject({ profile: { name: profile.name }, metric: profile.metric });
      expect(choice.why.join(' ')).toContain(profile.series);
      expect(choice.why.join(' ')).toContain(`lists pods/${profile.metric}`);
    },
  );

  it('takes the name that the adapter and the HPA give it', () => {
    expect(choose(scraped(profileOf('gke')), listed('gpu_utilization_percent')).metric).toBe(
      'gpu_utilization_percent',
    );
    const both = listed('DCGM_FI_DEV_GPU_UTIL', 'gpu_utilization');
    expect(choose(scraped(profileOf('dcgm')), both, ['gpu_utilization']).metric).toBe('gpu_utilization');
  });

  it('of two exporters takes the one whose metric is served', () => {
    const both = [...scraped(profileOf('dcgm')), ...scraped(profileOf('nvidia-gpu-duty-cycle'))];
    expect(choose(both, listed('duty_cycle')).profile.name).toBe('nvidia-gpu-duty-cycle');
  });

  it('refuses to choose where several fit, and names them', () => {
    const both = [...scraped(profileOf('dcgm')), ...scraped(profileOf('intel'))];
    expect(() => choose(both, listed('DCGM_FI_DEV_GPU_UTIL', 'xpum_engine_ratio'))).toThrow(
      /several metric profiles fit[\s\S]*dcgm: [\s\S]*intel: /,
    );
  });

  it('refuses where there is none', () => {
    expect(() => choose([], listed())).toThrow('no series of a GPU exporter that is known');
  });

  it('refuses where no metric is made of the series, and prints the rule', () => {
    const refusal = refusalOf(() => choose(scraped(profileOf('amd')), listed('http_requests')));
    expect(refusal.message).toContain('lists http_requests');
    expect(refusal.hint).toContain('seriesQuery: gpu_gfx_activity{namespace!="",pod!="",container!=""}');
    expect(() => choose(scraped(profileOf('amd')), listed('gpu_gfx_activity'), ['cpu_like'])).toThrow(
      'the HPA scales on cpu_like',
    );
  });

  it('goes on where no pod holds a GPU, because an adapter lists nothing then', () => {
    const idle = scraped(profileOf('intel'), { held: false });
    expect(choose(idle, listed()).why[1]).toContain('lists nothing of it yet');
    const young = matchProfiles(seriesFacts(scraped(profileOf('intel')), { earlier: [] }));
    const facts = { seen: young, discovery: listed(), hpaMetrics: ['gpu_engine_ratio'] };
    expect(chooseMetric(facts).metric).toBe('gpu_engine_ratio');
  });
});
