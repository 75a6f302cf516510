import type { RunFigures } from '../twin/compare.ts';
import type { Comparison, Prediction, Spread } from '../twin/prediction.ts';
import { formatDuration } from '../units/duration.ts';

type Show = (value: number) => string;
const asTime: Show = (ms) => (ms < 0 ? formatDuration(ms) : `+${formatDuration(ms)}`);
const asCount: Show = (count) => String(count);

const ROWS: readonly (readonly [name: keyof RunFigures, title: string, show: Show, from: string])[] = [
  ['peakReplicas', 'peak replicas', asCount, ''],
  ['firstScaleOutMs', 'first scale-out', asTime, 'from load start'],
  ['peakMs', 'peak ready', asTime, 'from load start'],
  ['scaleInMs', 'first scale-in', asTime, 'from load end'],
  ['atMinMs', 'back at min', asTime, 'from load end'],
  ['imagesOk', 'images answered', asCount, ''],
  ['imagesLost', 'images lost', asCount, ''],
  ['latencyP95Ms', 'latency p95', formatDuration, 'from intended start'],
];

/** What the twin expects of a run, in a few lines for people. */
export function describePrediction(prediction: Prediction): string {
  const rows = ROWS.map(([name, title, show, from]) => {
    const expected = describeSpread(prediction.figures[name], show);
    return `  ${title.padEnd(16)} ${expected.padEnd(26)} ${from}`.trimEnd();
  });
  return `The twin predicts (${drawsOf(prediction)}):\n${rows.join('\n')}\n`;
}

/** Prediction beside measurement, as a small table for people. */
export function describeComparison({ prediction, measured, likeness, withinRange }: Comparison): string {
  const rows = ROWS.map(([name, title, show, from]) => {
    const expected = describeSpread(prediction.figures[name], show);
    const value = measured[name];
    const seen = value === undefined ? 'never' : show(value);
    return `  ${title.padEnd(16)} ${expected.padEnd(26)} ${seen.padEnd(10)} ${from}`.trimEnd();
  });
  return [
    `Prediction of the twin (${drawsOf(prediction)}) beside measurement`,
    `  ${''.padEnd(16)} ${'predicted'.padEnd(26)} measured`,
    ...rows,
    `  ready replicas within 1 of the prediction for ${percent(likeness.withinOne)} of ${likeness.seconds} s, ` +
      `within its range for ${percent(withinRange)}`,
    '',
  ].join('\n');
}

function describeSpread(spread: Spread | undefined, show: Show): string {
  if (spread === undefined) return 'never';
  const { low, median, high } = spread;
  return low === high ? show(median) : `${show(median)} (${show(low)} .. ${show(high)})`;
}

function drawsOf({ draws }: Prediction): string {
  return draws === 1 ? '1 draw' : `median of ${draws} draws`;
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
