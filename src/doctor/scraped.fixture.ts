import { FORMATS } from '../lab/gpu/formats/index.ts';
import { asInstance, type GpuHolder, type GpuSnapshot, listGpus } from '../lab/gpu/inventory.ts';
import { METRIC_PROFILES } from '../metric/catalogue.ts';
import type { MetricProfile } from '../metric/profile.ts';
import { readExposition } from '../sampling/exposition.ts';
import type { Series, SeriesFacts } from './gpu-series.ts';

const NAMES = [...new Set(METRIC_PROFILES.map(({ series }) => series))];
const PAINTER: GpuHolder = { podUid: 'u1', pod: 'painter-1', namespace: 'gallery', container: 'painter' };

/** What Prometheus has after scraping the emulated exporter of a profile, on a node of two GPUs. */
export function scraped(
  profile: MetricProfile,
  { held = true, honorLabels = profile.honorLabels }: { held?: boolean; honorLabels?: boolean } = {},
): Series {
  const { app, kind } = profile.exporter;
  const sharers = [PAINTER, { ...PAINTER, podUid: 'u2', pod: 'painter-2' }];
  const gpus = listGpus([{ name: 'node', gpus: 2 }]).map(
    (gpu, index): GpuSnapshot => ({
      ...gpu,
      busyMs: 0,
      queue: 0,
      memoryUsedMiB: 3,
      ...(held && index === 0 ? { holder: PAINTER } : {}),
      ...(held && index === 0 && profile.sharedBy > 1
        ? { sharers: sharers.map((sharer, slot) => ({ ...sharer, slot })) }
        : {}),
      ...(profile.mig === undefined ? {} : { mig: asInstance(gpu, profile.mig) }),
    }),
  );
  const options = { hostname: 'node', mapPods: true, virtualGpus: profile.sharedBy > 1, at: 0 };
  const text = FORMATS[kind].render(
    gpus.map((gpu) => ({ gpu, share: 0.3 })),
    options,
  );
  const target = { job: app, namespace: 'monitoring', pod: `${app}-x7k2p`, container: app };
  return NAMES.flatMap((name) =>
    readExposition(text, name).map(({ metric, labels, value }) => ({
      metric,
      labels: attach(labels, target, honorLabels),
      samples: [{ at: 0, value }],
    })),
  );
}

/** Facts of a Prometheus that has these series, and had them before. */
export function seriesFacts(series: Series, over: Partial<SeriesFacts> = {}): SeriesFacts {
  return { series, earlier: series, ofWorkload: undefined, targets: '', honours: new Map(), ...over };
}

/** As Prometheus does: an empty label is none, and one that clashes gives way or takes the target's place. */
function attach(
  own: Readonly<Record<string, string>>,
  target: Readonly<Record<string, string>>,
  honorLabels: boolean,
): Readonly<Record<string, string>> {
  const labels: Record<string, string> = { ...target };
  for (const [name, value] of Object.entries(own)) {
    if (value === '') continue;
    labels[!honorLabels && Object.hasOwn(target, name) ? `exported_${name}` : name] = value;
  }
  return labels;
}
