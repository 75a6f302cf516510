import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { ControllerConfig } from '../controller-config.ts';
import type { HpaSpec } from '../spec.ts';
import { EMPTY_STATUS } from '../status.ts';
import { specFault } from '../validation/validate-spec.ts';
import {
  below,
  booleanAt,
  type Fields,
  fieldsOf,
  int32At,
  numberAt,
  objectAt,
  objectsAt,
  stringAt,
  wrong,
} from '../wire/fields.ts';
import { readHpaSpec } from '../wire/hpa-spec.ts';
import { readHpaStatus } from '../wire/hpa-status.ts';
import { readContainers } from './read-containers.ts';
import { readMemory } from './read-memory.ts';
import { readSyncRecord } from './read-sync.ts';
import type { Action, Fault, Latency, Trace } from './trace.ts';

/** t 0 of traces whose status carries dates: the start of the oracle's virtual time. */
const EPOCH = Date.UTC(2000, 0, 1);

/** Reads a trace with its recorded inputs. Throws a usage error that names the faulty path. */
export function readTrace(line: unknown): Trace {
  const fields = fieldsOf(line, '');
  const controller = required(fields, 'controller');
  const hpa = required(fields, 'hpa');
  const expect = required(fields, 'expect');
  const workload = objectAt(fields, 'workload') ?? fieldsOf({}, 'workload');
  const containers = readContainers(workload);
  const status = objectAt(controller, 'initialHpaStatus');
  const signals = Object.keys(objectAt(fields, 'signals')?.values ?? {});
  const config = readConfig(controller, objectAt(fields, 'featureGates'));
  const readSpec = booleanAt(fields, 'noDefaulting')
    ? readHpaSpec
    : (spec: Fields) => readValidSpec(spec, config);
  const syncPeriodMs = numberAt(controller, 'syncPeriodMs', 0);
  if (syncPeriodMs === 0) throw wrong('controller.syncPeriodMs', 'a period', 0);
  return {
    id: stringAt(fields, 'id', ''),
    syncPeriodMs,
    config,
    hpa: readSpec(hpa),
    hpaCreateMs: numberAt(controller, 'hpaCreateMs', 0),
    initialStatus: status === undefined ? EMPTY_STATUS : readHpaStatus(status, EPOCH),
    initialMemory: readMemory(objectAt(controller, 'memory')),
    selector: stringAt(workload, 'selector', 'app=web'),
    resources: signals
      .filter((key) => key.startsWith('resource:'))
      .map((key) => key.slice('resource:'.length))
      .sort(),
    faults: objectsAt(fields, 'faults').map(readFault),
    actions: objectsAt(fields, 'edits')
      .flatMap((edit) => readActions(edit, readSpec))
      .sort((a, b) => a.at - b.at),
    latency: readLatency(objectAt(fields, 'latencyMs')),
    syncs: objectsAt(expect, 'syncs').map((sync) => readSyncRecord(sync, containers)),
  };
}

/** A spec that the API server would take. */
function readValidSpec(fields: Fields, config: ControllerConfig): HpaSpec {
  const spec = readHpaSpec(fields);
  const fault = specFault(spec, config);
  if (fault !== undefined) throw new ScaleproofError('usage', `invalid HPA: ${fault}`);
  return spec;
}

function required(fields: Fields, key: string): Fields {
  const found = objectAt(fields, key);
  if (found === undefined) throw wrong(below(fields, key), 'an object', undefined);
  return found;
}

function readConfig(controller: Fields, gates: Fields | undefined): ControllerConfig {
  return {
    downscaleStabilizationMs: numberAt(controller, 'downscaleStabilizationMs', 0),
    tolerance: numberAt(controller, 'tolerance', 0),
    cpuInitializationPeriodMs: numberAt(controller, 'cpuInitializationPeriodMs', 0),
    initialReadinessDelayMs: numberAt(controller, 'initialReadinessDelayMs', 0),
    scaleToZero: gates !== undefined && booleanAt(gates, 'HPAScaleToZero'),
    configurableTolerance: gates?.values.HPAConfigurableTolerance !== false,
  };
}

function readFault(fields: Fields): Fault {
  return {
    op: stringAt(fields, 'op', ''),
    fromSec: numberAt(fields, 'fromSec', 0),
    toSec: numberAt(fields, 'toSec', 0),
    error: stringAt(fields, 'error', ''),
    conflicts: int32At(fields, 'conflict', 0),
  };
}

/** What somebody else does to the scale shows in the inputs, so only the HPA and its controller count here. */
function readActions(edit: Fields, readSpec: (fields: Fields) => HpaSpec): readonly Action[] {
  // As the oracle does it: a float, cut to whole milliseconds.
  const at = Math.trunc(numberAt(edit, 'atSec', 0) * 1000);
  const hpa = objectAt(edit, 'hpa');
  const actions: Action[] = [];
  if (hpa !== undefined) actions.push({ kind: 'edit', at, spec: readSpec(hpa) });
  if (booleanAt(edit, 'restart')) actions.push({ kind: 'restart', at });
  if (booleanAt(edit, 'deleteHpa')) actions.push({ kind: 'delete', at });
  if (booleanAt(edit, 'createHpa')) actions.push({ kind: 'create', at });
  return actions;
}

function readLatency(fields: Fields | undefined): Latency {
  const at = (key: string) => (fields === undefined ? 0 : numberAt(fields, key, 0));
  return {
    getScale: at('getScale'),
    metrics: at('metrics'),
    updateScale: at('updateScale'),
    updateStatus: at('updateStatus'),
  };
}
