import type { ControllerConfig } from '../controller-config.ts';
import { type ControllerMemory, NO_MEMORY } from '../memory.ts';
import { milliValue, parseQuantity } from '../quantity.ts';
import { EMPTY_STATUS } from '../status.ts';
import {
  below,
  booleanAt,
  type Fields,
  fieldsOf,
  int32At,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  stringAt,
  wrong,
} from '../wire/fields.ts';
import { readHpaSpec } from '../wire/hpa-spec.ts';
import { readHpaStatus } from '../wire/hpa-status.ts';
import { readSyncRecord } from './read-sync.ts';
import type { Action, Fault, Latency, Trace, TraceContainers } from './trace.ts';

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
  const syncPeriodMs = numberAt(controller, 'syncPeriodMs', 0);
  if (syncPeriodMs === 0) throw wrong('controller.syncPeriodMs', 'a period', 0);
  return {
    id: stringAt(fields, 'id', ''),
    syncPeriodMs,
    config: readConfig(controller, objectAt(fields, 'featureGates')),
    hpa: readHpaSpec(hpa),
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
      .flatMap(readActions)
      .sort((a, b) => a.at - b.at),
    latency: readLatency(objectAt(fields, 'latencyMs')),
    syncs: objectsAt(expect, 'syncs').map((sync) => readSyncRecord(sync, containers)),
  };
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

/** `recommendations: [[n, tMs]]`, `scaleUpEvents` and `scaleDownEvents: [[n, tMs, outdated]]`. */
function readMemory(fields: Fields | undefined): ControllerMemory {
  if (fields === undefined) return NO_MEMORY;
  const rows = (key: string) =>
    listAt(fields, key).map((row) => {
      if (!Array.isArray(row)) throw wrong(below(fields, key), 'rows of numbers', row);
      return row.map(Number);
    });
  const events = (key: string) =>
    rows(key).map(([change = 0, at = 0, outdated = 0]) => ({ change, at, outdated: outdated !== 0 }));
  return {
    recommendations: rows('recommendations').map(([replicas = 0, at = 0]) => ({ replicas, at })),
    scaleUpEvents: events('scaleUpEvents'),
    scaleDownEvents: events('scaleDownEvents'),
  };
}

function readContainers(workload: Fields): TraceContainers {
  const requests = objectAt(workload, 'requests');
  if (requests === undefined) return [];
  return Object.keys(requests.values)
    .sort()
    .map((name) => {
      const given = fieldsOf(requests.values[name], below(requests, name));
      const entries = Object.keys(given.values).map((resource) => {
        const quantity = parseQuantity(stringAt(given, resource, ''));
        if (quantity === undefined) throw wrong(below(given, resource), 'a quantity', given.values[resource]);
        return [resource, milliValue(quantity)] as const;
      });
      return { name, requests: Object.fromEntries(entries) };
    });
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
function readActions(edit: Fields): readonly Action[] {
  // As the oracle does it: a float, cut to whole milliseconds.
  const at = Math.trunc(numberAt(edit, 'atSec', 0) * 1000);
  const hpa = objectAt(edit, 'hpa');
  const actions: Action[] = [];
  if (hpa !== undefined) actions.push({ kind: 'edit', at, spec: readHpaSpec(hpa) });
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
