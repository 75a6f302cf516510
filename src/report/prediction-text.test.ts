import { expect, it } from 'vitest';
import type { RunFigures } from '../twin/compare.ts';
import type { Prediction } from '../twin/prediction.ts';
import { describeComparison, describePrediction } from './prediction-text.ts';

const at = (value: number) => ({ low: value, median: value, high: value });
const prediction: Prediction = {
  draws: 25,
  figures: {
    peakReplicas: { low: 4, median: 5, high: 6 },
    firstScaleOutMs: { low: 2400, median: 3400, high: 4500 },
    peakMs: at(7000),
    scaleInMs: { low: -2000, median: 19_300, high: 22_600 },
    atMinMs: undefined,
    imagesOk: at(155),
    imagesLost: at(0),
    latencyP95Ms: at(163),
  },
  trajectory: [],
};

it('says what is expected, with its range where draws differ', () => {
  const text = describePrediction(prediction);
  expect(text).toContain('median of 25 draws');
  expect(text).toMatch(/peak replicas +5 \(4 \.\. 6\)/);
  expect(text).toMatch(/first scale-out +\+3\.4s \(\+2\.4s \.\. \+4\.5s\) +from load start/);
  expect(text).toMatch(/first scale-in +\+19\.3s \(-2s \.\. \+22\.6s\)/);
  expect(text).toMatch(/back at min +never/);
  expect(text).toMatch(/images answered +155\n/);
});

it('puts measured figures beside it, and how near the run came', () => {
  const measured: RunFigures = {
    peakReplicas: 6,
    firstScaleOutMs: 3502,
    peakMs: 17_333,
    scaleInMs: undefined,
    atMinMs: undefined,
    imagesOk: 154,
    imagesLost: 1,
    latencyP95Ms: 170,
  };
  const likeness = { seconds: 61, withinOne: 59 / 61, greatestDistance: 2 };
  const text = describeComparison({ prediction, measured, likeness, withinRange: 1 });
  expect(text).toMatch(/peak replicas +5 \(4 \.\. 6\) +6\n/);
  expect(text).toMatch(/first scale-in .* never +from load end/);
  expect(text).toContain('within 1 of the prediction for 96 % of 61 s, within its range for 100 %');
});
