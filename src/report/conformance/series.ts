import type { ReportFile } from '../report.ts';
import type { StepContext } from './step-context.ts';

/** The raw series of a record as tables: what auditors plot; everything else is in the record itself. */
export function seriesFiles({ timeline, loadStart }: StepContext): readonly ReportFile[] {
  const time = (at: number): string =>
    `${new Date(at).toISOString()},${((at - loadStart) / 1000).toFixed(3)}`;
  const table = (name: string, columns: string, rows: readonly string[]): ReportFile => ({
    path: `series/${name}.csv`,
    text: `${[`time,seconds_from_load_start,${columns}`, ...rows].join('\n')}\n`,
  });
  return [
    table(
      'replicas',
      'desired,current,ready,available',
      timeline
        .of('replicas')
        .map((one) => `${time(one.at)},${one.desired},${one.current},${one.ready},${one.available}`),
    ),
    table(
      'hpa',
      'current,desired,metric,value,target',
      timeline
        .of('hpa')
        .flatMap(({ at, current, desired, metrics }) =>
          metrics.map(
            (one) => `${time(at)},${current},${desired},${cell(one.name)},${one.value ?? ''},${one.target}`,
          ),
        ),
    ),
    table(
      'custom-metric',
      'metric,pod,value',
      timeline
        .of('customMetric')
        .flatMap(({ at, metric, pods }) =>
          pods.map(({ pod, value }) => `${time(at)},${cell(metric)},${cell(pod)},${value}`),
        ),
    ),
    table(
      'gpu',
      'source,metric,labels,value',
      timeline
        .of('gpu')
        .map(
          ({ at, source, metric, labels, value }) =>
            `${time(at)},${source},${cell(metric)},${cell(JSON.stringify(labels))},${value}`,
        ),
    ),
    table(
      'pods',
      'pod,change,node,gpus',
      timeline
        .of('pod')
        .map(
          ({ at, pod, change, node, gpus }) =>
            `${time(at)},${cell(pod)},${change},${cell(node ?? '')},${gpus ?? ''}`,
        ),
    ),
    table(
      'requests',
      'stage,outcome,status,duration_ms,pod',
      timeline
        .of('request')
        .map(
          ({ at, stage, outcome, status, durationMs, pod }) =>
            `${time(at)},${cell(stage)},${outcome},${status},${durationMs},${cell(pod ?? '')}`,
        ),
    ),
  ];
}

/** Quoted where it must be. A cell that begins like a formula gets a quote mark, so that no spreadsheet runs it. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
