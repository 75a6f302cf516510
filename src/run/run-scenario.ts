import { join } from 'node:path';
import type { Clock } from '../clock/clock.ts';
import { errorText } from '../errors/scaleproof-error.ts';
import type { Host } from '../host/host.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { parseRecordPieces } from '../record/parse-record.ts';
import { RECORD_VERSION, type RunEnd, type RunHeader } from '../record/run-record.ts';
import type { Emit } from '../sample/observation.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Target } from '../target/target.ts';
import { type Judged, judgeRecord } from './judge-record.ts';
import { keepLogs } from './keep-logs.ts';
import { openRecord, type RecordWriter } from './record-writer.ts';

/** What a run needs from outside; the target is opened by the caller's choice and closed here. */
export interface RunOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly runId: string;
  readonly reportsFolder: string;
  /** The command line for the record, with nothing secret in it. */
  readonly command?: readonly string[];
  readonly openTarget: () => Promise<Target>;
  readonly host: Pick<Host, 'files'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Sees each observation after it is on record. */
  readonly onObservation: Emit;
  /** Called when the target is open, the plan stands and its record has begun. */
  readonly onBegun: (header: RunHeader, folder: string) => void;
  /** Called when the target has stopped executing and the record is judged; the target is not closed yet. */
  readonly onJudged: (judged: Judged, folder: string) => Promise<void>;
}

/** What is left when a run is over. */
export interface FinishedRun {
  readonly judged: Judged;
  readonly folder: string;
  /** What could not be removed, or not be kept of the logs; empty when everything is clean. */
  readonly leftBehind: readonly string[];
}

/**
 * The story of a run: open the target, plan, execute on record, judge what is on record, tear down. What is left then
 * comes last in the record, and no verdict rests on it.
 */
export async function runScenario(options: RunOptions): Promise<FinishedRun> {
  const { clock, scenario, host } = options;
  const target = await options.openTarget();
  let writer: RecordWriter | undefined;
  try {
    const plan = makePlan(scenario, target.timing, options.seed);
    const folder = join(options.reportsFolder, scenario.name, options.runId);
    const header: RunHeader = {
      kind: 'run',
      version: RECORD_VERSION,
      runId: options.runId,
      at: clock.now(),
      target: target.name,
      emulated: target.emulated,
      plan,
      ...(options.command === undefined ? {} : { command: options.command }),
      versions: target.versions,
    };
    writer = await openRecord(host.files, folder, header);
    options.onBegun(header, folder);
    const { emit: write } = writer;
    const emit: Emit = (observation) => {
      write(observation);
      options.onObservation(observation);
    };
    writer.finish(await executeToEnd(target, plan, emit, options));
    const judged = judgeRecord(await parseRecordPieces(host.files.readPieces(writer.eventsFile)));
    await options.onJudged(judged, folder);
    const unkept = judged.result.outcome === 'passed' ? [] : await keepLogs(host.files, folder, target);
    const { left, seen } = await target.close();
    writer.close(seen);
    return { judged, folder, leftBehind: [...unkept, ...left] };
  } catch (error) {
    const { seen } = await target.close();
    writer?.close(seen);
    throw error;
  } finally {
    writer?.close();
  }
}

async function executeToEnd(target: Target, plan: Plan, emit: Emit, options: RunOptions): Promise<RunEnd> {
  const { clock, signal } = options;
  try {
    const { endedAt, ...why } = await target.execute(plan, emit, signal);
    return { kind: 'end', at: endedAt ?? clock.now(), ...why };
  } catch (error) {
    if (signal.aborted) {
      return { kind: 'end', at: clock.now(), reason: 'interrupted', detail: errorText(signal.reason) };
    }
    return { kind: 'end', at: clock.now(), reason: 'target-lost', detail: errorText(error) };
  }
}
