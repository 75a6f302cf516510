import type { Int64 } from '../int64.ts';
import type { Pod } from '../pod.ts';
import {
  below,
  booleanAt,
  type Fields,
  int32At,
  int64At,
  int64Of,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  stringAt,
  wrong,
} from '../wire/fields.ts';
import type { MetricAnswer, SyncRecord, TraceContainers } from './trace.ts';

/** Reads what the controller read in one sync. */
export function readSyncRecord(sync: Fields, containers: TraceContainers): SyncRecord {
  const given = objectAt(sync, 'in');
  if (given === undefined) throw wrong(below(sync, 'in'), 'the recorded inputs of the sync', undefined);
  return {
    tMs: numberAt(sync, 'tMs', 0),
    scale: {
      specReplicas: int32At(given, 'specReplicas', 0),
      statusReplicas: int32At(given, 'statusReplicas', 0),
    },
    pods:
      given.values.pods == null
        ? undefined
        : listAt(given, 'pods').map((row) => readPod(row, containers, below(given, 'pods'))),
    metrics: objectsAt(given, 'metrics').map(readAnswer),
  };
}

const LABELS = { app: 'web' };

/** `[name, phase, ready, startMs, readyTransitionMs, deleting]`; ready empty means no condition. */
function readPod(row: unknown, containers: TraceContainers, path: string): Pod {
  if (!Array.isArray(row) || typeof row[0] !== 'string')
    throw wrong(path, 'rows of [name, phase, ready, startMs, readyTransitionMs, deleting]', row);
  const [name, phase, ready, startMs, readyTransitionMs, deleting] = row as unknown[];
  return {
    name: String(name),
    labels: LABELS,
    phase: String(phase),
    deleting: deleting === true,
    startTime: typeof startMs === 'number' ? startMs : undefined,
    ready:
      typeof ready === 'string' && ready !== ''
        ? {
            status: ready,
            lastTransition:
              typeof readyTransitionMs === 'number' ? readyTransitionMs : Number.NEGATIVE_INFINITY,
          }
        : undefined,
    containers,
  };
}

function readAnswer(fields: Fields): MetricAnswer {
  const key = stringAt(fields, 'key', '');
  const items = objectsAt(fields, 'items');
  const isResource = key.startsWith('resource:');
  return {
    key,
    isSame: booleanAt(fields, 'same'),
    error: stringAt(fields, 'err', ''),
    items: isResource ? [] : items.map(readPodValue),
    usage: isResource ? items.map(readUsage) : [],
    value: int64At(fields, 'value', undefined),
    values: listAt(fields, 'values').map((value) => int64Of(value, below(fields, 'values'))),
  };
}

function readPodValue(item: Fields): MetricAnswer['items'][number] {
  return {
    pod: stringAt(item, 'p', ''),
    timestamp: numberAt(item, 'ts', 0),
    windowMs: numberAt(item, 'w', undefined),
    value: int64At(item, 'v', 0),
  };
}

function readUsage(item: Fields): MetricAnswer['usage'][number] {
  const given = objectAt(item, 'c');
  const containers: Record<string, Int64> = {};
  for (const name of Object.keys(given?.values ?? {})) containers[name] = int64At(given!, name, 0);
  return {
    pod: stringAt(item, 'p', ''),
    timestamp: numberAt(item, 'ts', 0),
    windowMs: numberAt(item, 'w', 0),
    containers,
  };
}
