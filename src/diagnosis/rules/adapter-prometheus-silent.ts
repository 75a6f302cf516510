import { gapsIn } from '../../sample/timeline.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, firstLines, originOf, when } from '../facts.ts';
import { hasTwoPrometheus, readingsAt } from '../signal.ts';

/** The metrics adapter asks another Prometheus than the one that scrapes the exporter, and that one has not got the series. */
export function adapterPrometheusSilent({ plan, timeline }: Facts): Finding | undefined {
  if (!hasTwoPrometheus(plan)) return undefined;
  const window = { from: originOf(timeline), to: timeline.endedAt };
  const gaps = gapsIn(timeline, ['adapter-prometheus'], window);
  const lacks =
    readingsAt(plan, timeline, 'prometheus').length > 0 &&
    readingsAt(plan, timeline, 'adapter-prometheus').length === 0;
  if (gaps.length === 0 && !lacks) return undefined;
  return {
    id: 'ADAPTER_PROMETHEUS_SILENT',
    title: 'The Prometheus that the metrics adapter asks did not have the series all the time',
    hop: 'adapter-prometheus',
    evidence: [
      ...(lacks ? ["it had no value of the series, while the exporter's Prometheus had"] : []),
      ...firstLines(gaps.map((gap) => `no answer from ${when(timeline, gap.from)}: ${gap.reason}`)),
    ],
    fix: "Let it have what the exporter's Prometheus scrapes (federation, remote write, or a query layer above both), or point --prometheus-url of the adapter at that one.",
  };
}
