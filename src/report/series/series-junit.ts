import type { AssertionRate } from '../../quality/flakes.ts';
import type { Series } from '../../quality/series.ts';
import { junitXml } from '../junit/junit-xml.ts';
import type { TestCase } from '../junit/test-case.ts';

/**
 * `repeat-<first run id>.xml`: one test case for each assertion over all runs of a series. The files of the single
 * runs have equal names, of which GitLab would keep the first only, and with it hide what failed later.
 */
export function seriesJunit(series: Series): string {
  const [first, last] = [series.runs[0], series.runs.at(-1)];
  const [from, to] = [Date.parse(first?.startedAt ?? ''), Date.parse(last?.endedAt ?? '')];
  return junitXml({
    name: `scaleproof.${series.scenario}.repeated`,
    timestamp: (first?.startedAt ?? '').slice(0, 19),
    seconds: Number.isFinite(to - from) ? (to - from) / 1000 : 0,
    properties: [
      ['runs', series.runs.map((run) => run.runId).join(' ')],
      ['target', series.target],
      ['emulatedGpus', String(series.emulated)],
      ['outcome', series.outcome],
      ['exitCode', String(series.exitCode)],
    ],
    cases: [
      completedCase(series),
      ...series.runs.map(runCase),
      ...series.assertions.map((rate) => rateCase(rate, series)),
    ],
  });
}

function completedCase({ asked, counted, stopped }: Series): TestCase {
  const name = 'all runs done';
  if (counted === asked) return { name, seconds: 0 };
  const message = stopped?.detail ?? `${counted} of ${asked} runs are counted`;
  return { name, seconds: 0, problem: { kind: 'error', message, body: '' } };
}

/** A run that proved nothing must show, also where it got as far as no verdict. */
function runCase(run: Series['runs'][number], index: number): TestCase {
  // Numbered and not named by its id, so that a reader can follow a case over pipelines.
  const base = {
    name: `run ${index + 1} completed`,
    seconds: (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000,
  };
  if (run.exitCode === 0 || run.exitCode === 1 || run.exitCode === 3) return base;
  const message = run.notCounted ?? `its target was lost, exit code ${run.exitCode}`;
  return { ...base, problem: { kind: 'error', message: `${run.runId}: ${message}`, body: '' } };
}

function rateCase(rate: AssertionRate, { counted }: Series): TestCase {
  const base = { name: rate.assertion, seconds: 0 };
  if (rate.state === 'steady') return base;
  const message = `${rate.state}: passed ${rate.passed}, failed ${rate.failed}, inconclusive ${rate.inconclusive} of ${counted} runs`;
  return { ...base, problem: { kind: rate.failed > 0 ? 'failure' : 'error', message, body: '' } };
}
