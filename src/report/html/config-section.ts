import { formatDuration } from '../../units/duration.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReportInput } from '../report.ts';

type Rows = readonly (readonly [string, string | number])[];

/** How the run was set up: HPA, timing, workload and versions, and the scenario as a whole. */
export function configSection({ header, result }: ReportInput): Markup {
  const { scenario, timing } = header.plan;
  const { hpa, workload } = scenario;
  const cards: readonly (readonly [string, Rows])[] = [
    [
      'HorizontalPodAutoscaler',
      [
        ['metric', hpa.metric.name],
        ['target, average per pod', hpa.metric.averageValue],
        ...cpuRows(scenario),
        ['minReplicas', hpa.minReplicas],
        ['maxReplicas', hpa.maxReplicas],
        ['behavior', hpa.behavior ? 'set, see the scenario' : 'default'],
      ],
    ],
    [
      'Timing',
      [
        ['exporter interval', formatDuration(timing.exporterIntervalMs)],
        ['scrape interval', formatDuration(timing.scrapeIntervalMs)],
        ['query window', timing.queryWindowMs === 0 ? 'instant' : formatDuration(timing.queryWindowMs)],
        ['adapter relist', formatDuration(timing.relistIntervalMs)],
        ['HPA sync period', formatDuration(timing.syncPeriodMs)],
        ['scale-down stabilization', formatDuration(timing.downscaleStabilizationMs)],
      ],
    ],
    [
      'Workload',
      [
        ['Deployment', `${workload.namespace}/${workload.name}`],
        ['image', workload.image],
        ['GPUs per pod', workload.gpusPerPod],
        ['start-up budget', formatDuration(workload.startupBudget)],
        ['preStop sleep', formatDuration(workload.preStopSleep)],
        ['termination grace', formatDuration(workload.terminationGrace)],
      ],
    ],
    ['Versions', Object.entries(result.versions).sort(([a], [b]) => (a < b ? -1 : 1))],
  ];
  return markup`<h2>How it was set up</h2><section class="config">${cards.map(([title, rows]) => card(title, rows))}</section>
<details class="card"><summary>The scenario, complete with defaults (durations in milliseconds)</summary><pre tabindex="0">${JSON.stringify(scenario, null, 2)}</pre></details>
`;
}

function cpuRows({ hpa: { cpu }, workload }: ReportInput['header']['plan']['scenario']): Rows {
  if (cpu === undefined) return [];
  const target = cpu.averageValue ?? `${cpu.averageUtilization} % of ${workload.cpuRequest}`;
  return [['cpu, average per pod', target]];
}

function card(title: string, rows: Rows): Markup {
  return markup`<div class="card"><h3>${title}</h3><dl>${rows.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl></div>`;
}
