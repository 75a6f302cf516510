import type { ReportInput } from '../report.ts';
import { latencyPanel, loadPanel, notAnsweredPanel } from './load-panels.ts';
import type { Panel } from './panel.ts';
import { cpuPanel, dutyPanel, metricPanel, replicasPanel } from './scaling-panels.ts';

/** The panels of the chart, from the load down to what its users felt. */
export function chartPanels(input: ReportInput): readonly Panel[] {
  return [
    loadPanel(input),
    dutyPanel(input),
    metricPanel(input),
    ...cpuPanel(input),
    replicasPanel(input),
    latencyPanel(input),
    notAnsweredPanel(input),
  ];
}
