import type { ReportFile } from '../report.ts';
import type { StepContext } from './step-context.ts';

/** The raw series of a record as tables: what auditors plot; everything else is in the record itself. */
export function seriesFiles(context: StepContext): readonly ReportFile[] {
  return Object.entries(TABLES).map(([name, { columns, rows }]) => ({
    path: `series/${name}.csv`,
    text: `${[`time,seconds_from_load_start,${columns}`, ...rows(context).map((row) => lineOf(row, context))].join('\n')}\n`,
  }));
}

/** A row: its time, and its cells. */
type Row = readonly [at: number, ...cells: readonly (string | number | null | undefined)[]];

interface Table {
  readonly columns: string;
  readonly rows: (context: StepContext) => readonly Row[];
}

const TABLES: Readonly<Record<string, Table>> = {
  replicas: {
    columns: 'desired,current,ready,available',
    rows: ({ timeline }) =>
      timeline.of('replicas').map((one) => [one.at, one.desired, one.current, one.ready, one.available]),
  },
  hpa: {
    columns: 'current,desired,metric,value,target',
    rows: ({ timeline }) =>
      timeline
        .of('hpa')
        .flatMap(({ at, current, desired, metrics }) =>
          metrics.map(({ name, value, target }): Row => [at, current, desired, name, value, target]),
        ),
  },
  'custom-metric': {
    columns: 'metric,pod,value',
    rows: ({ timeline }) =>
      timeline
        .of('customMetric')
        .flatMap(({ at, metric, pods }) => pods.map(({ pod, value }): Row => [at, metric, pod, value])),
  },
  gpu: {
    columns: 'source,metric,labels,value',
    rows: ({ timeline }) =>
      timeline
        .of('gpu')
        .map((one) => [one.at, one.source, one.metric, JSON.stringify(one.labels), one.value]),
  },
  pods: {
    columns: 'pod,change,node,gpus',
    rows: ({ timeline }) =>
      timeline.of('pod').map((one) => [one.at, one.pod, one.change, one.node, one.gpus]),
  },
  requests: {
    columns: 'stage,outcome,status,duration_ms,pod',
    rows: ({ timeline }) =>
      timeline
        .of('request')
        .map((one) => [one.at, one.stage, one.outcome, one.status, one.durationMs, one.pod]),
  },
};

function lineOf([at, ...cells]: Row, { loadStart }: StepContext): string {
  const time = [new Date(at).toISOString(), ((at - loadStart) / 1000).toFixed(3)];
  return [...time, ...cells.map(cell)].join(',');
}

/** Quoted where it must be. A cell that begins like a formula gets a quote mark, so that no spreadsheet runs it. */
function cell(value: string | number | null | undefined): string {
  if (typeof value !== 'string') return String(value ?? '');
  const text = value;
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
