import type { Instant } from '../units/instant.ts';

/** The three values of a verdict. No data is never a pass. */
export type Status = 'passed' | 'failed' | 'inconclusive';

/**
 * The hops of the chain from load to latency, in the order in which a signal travels; `adapter-prometheus` is one only
 * where the metrics adapter asks another Prometheus than the one that scrapes the exporter.
 */
export const HOPS = [
  'load',
  'device',
  'exporter',
  'prometheus',
  'adapter-prometheus',
  'custom-metrics',
  'hpa',
  'deployment',
  'pod',
  'ready',
  'endpoint',
  'latency',
] as const;
export type Hop = (typeof HOPS)[number];

/** The stretch of the run that an assertion looked at. */
export interface Window {
  readonly from: Instant;
  readonly to: Instant;
}

/** The outcome of one assertion, as data; the wording is for people, the fields are for programs. */
export interface Verdict {
  /** The assertion's id, unique within a run, for example `scalesOut`. */
  readonly assertion: string;
  readonly status: Status;
  /** What was wanted, with the bounds in figures. */
  readonly expected: string;
  /** What was seen, with the time at which it was seen last. */
  readonly observed: string;
  readonly window: Window;
  /** How many observations the verdict rests on. */
  readonly samples: number;
  /** Why it failed or is inconclusive; absent when passed. */
  readonly reason?: string;
  /** How each bound was computed, one line each. */
  readonly arithmetic?: readonly string[];
  /** The first hop of the chain that broke, when the assertion failed and the record tells. */
  readonly brokenHop?: Hop;
}

/** A named cause found in a record, with its evidence and what to do. */
export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly hop: Hop;
  readonly evidence: readonly string[];
  readonly fix: string;
}

/** Joins verdicts to one outcome: failed > inconclusive > passed; none at all is inconclusive. */
export function outcomeOf(verdicts: readonly Pick<Verdict, 'status'>[]): Status {
  if (verdicts.some((v) => v.status === 'failed')) return 'failed';
  if (verdicts.length === 0 || verdicts.some((v) => v.status === 'inconclusive')) return 'inconclusive';
  return 'passed';
}
