import { assertionFlaws } from './cross-rules-assertions.ts';
import { loadFlaws } from './cross-rules-load.ts';
import { metricFlaws } from './cross-rules-metric.ts';
import { prometheusFlaws } from './cross-rules-prometheus.ts';
import { stageFlaws } from './cross-rules-stages.ts';
import type { Flaw, Path } from './fault.ts';
import { DEFAULT_GPU_NODES } from './gpu-nodes.ts';
import { entries, field, milliseconds, numberAt, textAt } from './raw-reading.ts';

/**
 * The rules that tie several fields together. They read the file as written, whatever else is wrong with it,
 * so that they speak up together with the faults of single fields; a field of a wrong type is passed over.
 */
export function crossFlaws(root: unknown): readonly Flaw[] {
  return [
    ...stageFlaws(root),
    ...targetFlaws(root),
    ...prometheusFlaws(root),
    ...hpaFlaws(root),
    ...metricFlaws(root),
    ...workloadFlaws(root),
    ...strikeFlaws(root),
    ...loadFlaws(root),
    ...assertionFlaws(root),
  ];
}

function targetFlaws(root: unknown): readonly Flaw[] {
  if (textAt(root, ['target']) === 'cluster') return [];
  return ['existing', 'context', 'prometheus']
    .filter((key) => field(root, [key]) !== undefined)
    .map((key) => ({
      path: [key],
      atKey: true,
      message: 'only with target cluster; lab and twin bring their own',
    }));
}

function hpaFlaws(root: unknown): readonly Flaw[] {
  const flaws: Flaw[] = [];
  const min = numberAt(root, ['hpa', 'minReplicas']) ?? 1;
  const max = numberAt(root, ['hpa', 'maxReplicas']) ?? 10;
  if (min > max) {
    const at = field(root, ['hpa', 'minReplicas']) === undefined ? 'maxReplicas' : 'minReplicas';
    flaws.push({ path: ['hpa', at], message: `expected minReplicas <= maxReplicas, found ${min} > ${max}` });
  }
  const target: Path = ['hpa', 'metric', 'averageValue'];
  const averageValue = numberAt(root, target);
  if (averageValue !== undefined && averageValue <= 0) {
    flaws.push({ path: target, message: `expected more than 0, found ${averageValue}` });
  }
  const cpu = field(root, ['hpa', 'cpu']);
  const targets = ['averageUtilization', 'averageValue'].filter((key) => field(cpu, [key]) !== undefined);
  if (cpu !== undefined && targets.length !== 1) {
    const message = `expected one of averageUtilization and averageValue, found ${targets.length === 0 ? 'none' : 'both'}`;
    flaws.push({ path: ['hpa', 'cpu'], atKey: true, message });
  }
  for (const direction of ['scaleUp', 'scaleDown']) {
    const path: Path = ['hpa', 'behavior', direction, 'tolerance'];
    const tolerance = numberAt(root, path);
    if (tolerance !== undefined && tolerance < 0) {
      flaws.push({ path, message: `expected at least 0, found ${tolerance}` });
    }
  }
  return flaws;
}

function workloadFlaws(root: unknown): readonly Flaw[] {
  const flaws: Flaw[] = [];
  for (const key of ['readinessPeriod', 'terminationGrace', 'preStopSleep']) {
    const ms = milliseconds(root, ['workload', key]);
    if (ms !== undefined && (ms % 1000 !== 0 || (key === 'readinessPeriod' && ms === 0))) {
      const least = key === 'readinessPeriod' ? ' of at least 1' : '';
      const message = `expected whole seconds${least} as Kubernetes has them, found ${JSON.stringify(field(root, ['workload', key]))}`;
      flaws.push({ path: ['workload', key], message });
    }
  }
  const graceMs = milliseconds(root, ['workload', 'terminationGrace']) ?? 30_000;
  const preStopMs = milliseconds(root, ['workload', 'preStopSleep']) ?? 2000;
  if (preStopMs >= graceMs) {
    const at = field(root, ['workload', 'preStopSleep']) === undefined ? 'terminationGrace' : 'preStopSleep';
    flaws.push({
      path: ['workload', at],
      message: 'expected preStopSleep < terminationGrace: the grace period includes the sleep',
    });
  }
  const perPod = numberAt(root, ['workload', 'gpusPerPod']) ?? 1;
  const perNode = numberAt(root, ['gpuNodes', 'gpusPerNode']) ?? DEFAULT_GPU_NODES.gpusPerNode;
  if (textAt(root, ['target']) !== 'cluster' && perPod > perNode) {
    flaws.push({
      path: ['workload', 'gpusPerPod'],
      message: `expected at most gpuNodes.gpusPerNode ${perNode}, found ${perPod}: no node could hold the pod`,
    });
  }
  return flaws;
}

function strikeFlaws(root: unknown): readonly Flaw[] {
  const strikes = entries(root, ['strikes']);
  if (strikes.length > 0 && textAt(root, ['target']) === 'cluster') {
    return [
      {
        path: ['strikes'],
        atKey: true,
        message: 'only with target lab or twin, found target cluster: a cluster is not broken on purpose',
      },
    ];
  }
  const stages = entries(root, ['load', 'stages']).map((stage) => milliseconds(stage, ['duration']));
  if (stages.includes(undefined)) return [];
  const loadMs = stages.reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
  return strikes.flatMap((strike, index) => {
    const at = milliseconds(strike, ['at']);
    if (at === undefined || at < loadMs) return [];
    return [
      {
        path: ['strikes', index, 'at'],
        message: `expected a time within the load of ${loadMs / 1000}s, found ${at / 1000}s`,
      },
    ];
  });
}
