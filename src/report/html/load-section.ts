import type { LoadAttestation } from '../../record/run-record.ts';
import { type Markup, markup } from '../markup.ts';
import { stageTimes } from '../stage-times.ts';
import { table } from './table.ts';

const COLUMNS = [
  'stage',
  'asked/s',
  'achieved/s',
  'sent',
  'ok',
  'rejected',
  'invalid',
  'errors',
  'lost',
  'lag p50',
  'lag p99',
  'latency p50',
  'p95',
  'p99',
];

/** What was asked of the load generator beside what it did. */
export function loadSection(load: LoadAttestation): Markup {
  const rows = load.stages.map((s) => {
    const times = Object.values(stageTimes(s));
    return [
      s.stage,
      s.askedRate.toFixed(2),
      s.achievedRate.toFixed(2),
      `${s.sent} of ${s.asked}`,
      s.ok,
      s.rejected,
      s.invalid,
      s.errors,
      s.lost,
      ...times,
    ];
  });
  const server =
    load.serverAccepted === null
      ? 'The counters of the serving pods were not read.'
      : `The serving pods count ${load.serverAccepted} images accepted.`;
  const state = load.delivered
    ? markup`<p>The load was delivered as asked. ${server} ${load.dropped} iterations dropped.</p>`
    : markup`<p><b>The load was not delivered as asked</b>, so nothing is proven by this run.</p><ul>${load.problems.map((problem) => markup`<li>${problem}</li>`)}</ul><p>${server} ${load.dropped} iterations dropped.</p>`;
  return markup`<h2>Load attestation</h2><section class="card item ${load.delivered ? 'passed' : 'inconclusive'}">${state}${table('Load per stage', COLUMNS, rows)}</section>
`;
}
