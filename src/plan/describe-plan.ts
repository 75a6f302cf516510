import { profileOf } from '../metric/catalogue.ts';
import { prometheusName } from '../scenario/prometheus-name.ts';
import { formatDuration } from '../units/duration.ts';
import type { Bound, Plan } from './plan.ts';

/** A plan in words, for `run --dry-run`: stages, assertions with their bounds and arithmetic, duration and GPU time. */
export function describePlan(plan: Plan): string {
  const { scenario, predicted } = plan;
  return [
    `scenario ${scenario.name}, target ${scenario.target}, seed ${plan.seed}`,
    '',
    ...objectLines(plan),
    ...prometheusLines(plan),
    '',
    `load: ${plan.arrivals.length} images over ${formatDuration(plan.loadMs)}, ${scenario.load.arrivals} arrivals`,
    ...requestLines(plan),
    ...plan.stages.map(
      (stage) =>
        `  ${stage.name.padEnd(16)} ${stage.kind.padEnd(6)} +${formatDuration(stage.startMs)} .. +${formatDuration(stage.endMs)}  up to ${round(stage.peakRate)}/s  ${stage.arrivals} images`,
    ),
    ...scenario.strikes.map((s) => `  ${s.kind} ${s.component} at +${formatDuration(s.at)}`),
    '',
    'assertions:',
    ...plan.assertions.flatMap(({ id, bounds }) => [
      `  ${id}`,
      ...bounds.map((b) => `    ${describeBound(b)}`),
    ]),
    '',
    `watch: at most ${formatDuration(plan.settleMs)} after load end`,
    `predicted: ${formatDuration(predicted.durationMs)}, ${predicted.gpuMinutes} GPU-minutes`,
    ...(plan.budget === undefined
      ? []
      : ['budget, at which the run is stopped:', ...plan.budget.arithmetic.map((line) => `  ${line}`)]),
    ...(plan.warnings ?? []).map((warning) => `warning: ${warning}`),
  ].join('\n');
}

/** One line for a bound: its name, its figure and how it came about. */
export function describeBound(bound: Bound): string {
  return `${bound.name} ${figure(bound)}: ${bound.arithmetic}`;
}

function objectLines({ scenario }: Plan): readonly string[] {
  const { existing, workload, hpa, target, pipeline, gpuNodes } = scenario;
  if (existing) {
    const { namespace, deployment, service, hpa: name } = existing;
    return [
      'objects (used as they are):',
      `  Deployment, Service, HorizontalPodAutoscaler in ${namespace}: ${deployment}, ${service}, ${name}`,
    ];
  }
  return [
    'objects:',
    `  Deployment, Service ${workload.namespace}/${workload.name}: ${workload.image}, ${workload.gpusPerPod} GPU a pod`,
    `  HorizontalPodAutoscaler ${workload.namespace}/${workload.name}: ${hpa.minReplicas}..${hpa.maxReplicas} replicas, ${hpa.metric.name} at ${hpa.metric.averageValue} a pod${cpuText(scenario)}`,
    ...(target !== 'cluster'
      ? [
          `  ${profileOf(hpa.metric.profile).exporter.app}, Prometheus in ${pipeline.monitoringNamespace}; prometheus-adapter in ${pipeline.adapterNamespace}`,
          `  ${gpuNodes.count} nodes of ${gpuNodes.gpusPerNode} emulated GPUs`,
        ]
      : []),
  ];
}

/** What is sent to a service of the user's own. */
function requestLines({ scenario: { load } }: Plan): readonly string[] {
  if (load.request === undefined) return [];
  const { method, path, query, body, answer } = load.request;
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  const target = pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
  const place = body.kind === 'raw' ? 'as it is' : `in ${body.kind} ${body.field}`;
  const statuses = answer.statuses?.join(', ') ?? '2xx';
  return [`  request: ${method} ${target}, the image ${place}; served: ${statuses}, ${answer.kind}`];
}

function cpuText({ hpa: { cpu }, workload }: Plan['scenario']): string {
  if (cpu === undefined) return '';
  if (cpu.averageValue !== undefined) return `, cpu at ${cpu.averageValue} a pod`;
  return `, cpu at ${cpu.averageUtilization} % of ${workload.cpuRequest} a pod`;
}

/** How Prometheus of a cluster is reached, where the scenario or the command line says so. */
function prometheusLines({ scenario: { prometheus } }: Plan): readonly string[] {
  if (prometheus === undefined) return [];
  const { adapter } = prometheus;
  return [
    `Prometheus: ${prometheusName(prometheus)}`,
    ...(adapter === undefined ? [] : [`  the metrics adapter asks another one: ${prometheusName(adapter)}`]),
  ];
}

function figure(bound: Bound): string {
  if (bound.unit === 'ms') return formatDuration(bound.value);
  if (bound.unit === 'share') return `${round(bound.value * 100)} %`;
  return String(round(bound.value));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
