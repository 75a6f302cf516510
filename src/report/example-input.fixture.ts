import { attachBrokenHops } from '../diagnosis/broken-hop.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { exampleText } from '../record/example-run.generate.ts';
import { parseRecord } from '../record/parse-record.ts';
import type { RunRecord } from '../record/run-record.ts';
import { judgeRecord } from '../run/judge-record.ts';
import { EXIT } from '../verdict/exit-code.ts';
import { outcomeOf, type Status, type Verdict } from '../verdict/verdict.ts';
import type { ReportInput } from './report.ts';

/** A judged example run for the tests of the reports: the verdicts are written by hand, all else comes from the record. */
export function exampleInput(name: 'passed' | 'failed' | 'cut-short'): ReportInput {
  const record = parseRecord(exampleText(name));
  return judgedInput(record, VERDICTS[name]);
}

/** The report input of a record with given verdicts, and the findings that go with them, however the record ended. */
export function judgedInput(record: RunRecord, make: (record: RunRecord) => readonly Verdict[]): ReportInput {
  const { header, result, timeline, audit } = judgeRecord(record);
  const verdicts = attachBrokenHops(make(record), header.plan, timeline);
  const outcome = outcomeOf(verdicts);
  const findings = diagnose(header.plan, timeline, result.load, verdicts);
  return {
    header,
    result: { ...result, outcome, exitCode: EXIT[outcome], verdicts, findings },
    timeline,
    audit,
  };
}

const LOAD_START = 3000;

function verdict(
  record: RunRecord,
  assertion: string,
  status: Status,
  [from, to]: readonly [number, number],
  words: Pick<Verdict, 'expected' | 'observed' | 'reason' | 'arithmetic'>,
): Verdict {
  const origin = record.header.at + LOAD_START;
  return {
    assertion,
    status,
    window: { from: origin + from * 1000, to: origin + to * 1000 },
    samples: 12,
    ...words,
  };
}

const VERDICTS = {
  passed: (record: RunRecord) => [
    verdict(record, 'scalesOut', 'passed', [0, 51], {
      expected: 'at least 4 Ready, endpoint-listed, request-serving pods within 51s of load start',
      observed: '4 such pods at +9.1s',
      arithmetic: ['exporter 2s + scrape 1s + sync 1s + start-up 30s, x1.5 = 51s'],
    }),
    verdict(record, 'scalesIn', 'passed', [24.4, 66], {
      expected: '1 replica not before 18s and not after 41s of load end',
      observed: '1 replica at +46.7s',
      arithmetic: ['not before: stabilization 20s - sync 1s - slack 1s = 18s', 'not after: 41s'],
    }),
    verdict(record, 'noRequestLost', 'passed', [0, 53], {
      expected: 'no request lost',
      observed: '129 of 129 answered',
    }),
  ],
  failed: (record: RunRecord) => [
    verdict(record, 'scalesOut', 'failed', [0, 51], {
      expected: 'at least 4 Ready, endpoint-listed, request-serving pods within 51s of load start',
      observed: '1 such pod, seen last at +51.0s',
      reason: 'replicas never rose above 1',
      arithmetic: ['exporter 2s + scrape 1s + sync 1s + start-up 30s, x1.5 = 51s'],
    }),
    verdict(record, 'dutyCycleZero', 'inconclusive', [24.4, 40], {
      expected: 'duty cycle 0 within 12s of load end',
      observed: 'no samples',
      reason: 'Prometheus gave no sample in the window',
    }),
    verdict(record, 'noRequestLost', 'passed', [0, 63], {
      expected: 'no request lost',
      observed: '129 of 129 answered',
    }),
  ],
  'cut-short': (record: RunRecord) => [
    verdict(record, 'scalesOut', 'inconclusive', [0, 51], {
      expected: 'at least 4 Ready, endpoint-listed, request-serving pods within 51s of load start',
      observed: '4 such pods at +9.1s',
      reason: 'the record ends at +12.9s, before the window does',
    }),
  ],
};
