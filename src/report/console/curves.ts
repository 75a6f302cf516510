import { profileOf } from '../../metric/catalogue.ts';
import { valuesInBins } from '../curves/bars.ts';
import { type Curve, span } from '../curves/curve.ts';
import { dutyCycleMean, dutyCycles } from '../curves/duty-curves.ts';
import { achievedRate } from '../curves/load-curves.ts';
import { replicas } from '../curves/scaling-curves.ts';
import { figure } from '../figure.ts';
import type { ReportInput } from '../report.ts';
import { sparkline } from './sparkline.ts';

/** The run at a glance: load, mean duty cycle and ready replicas as one line of bars each, over the same time. */
export function curveLines(input: ReportInput, width: number): readonly string[] {
  const columns = Math.max(10, Math.min(60, width - 40));
  const isPercent = profileOf(input.header.plan.scenario.hpa.metric.profile).unit === 'percent';
  const curves: readonly (readonly [string, Curve, string])[] = [
    ['images/s', achievedRate(input), ''],
    ['duty cycle', dutyCycleMean(dutyCycles(input)), isPercent ? ' %' : ''],
    ['ready pods', replicas(input, 'ready'), ''],
  ];
  return curves.flatMap(([label, curve, unit]) => {
    const values = valuesInBins(curve, span(input), columns);
    const seen = values.filter((value) => value !== null);
    if (seen.length === 0) return [];
    const scale = `${figure(Math.min(...seen))} .. ${figure(Math.max(...seen))}${unit}`;
    return [`  ${label.padEnd(13)} ${sparkline(values, columns)}  ${scale}`];
  });
}
