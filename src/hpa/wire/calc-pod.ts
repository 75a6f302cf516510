import type { Int64 } from '../int64.ts';
import type { Container, Pod } from '../pod.ts';
import { booleanAt, type Fields, int64At, numberAt, objectAt, objectsAt, stringAt } from './fields.ts';

/** Reads a pod of a calculator case; its containers carry the request of the one resource in question. */
export function calcPod(fields: Fields, resource: string): Pod {
  const ready = stringAt(fields, 'ready', undefined);
  const podRequests = readPodRequests(fields);
  return {
    name: stringAt(fields, 'name', ''),
    phase: stringAt(fields, 'phase', ''),
    deleting: (fields.values.deletionMs ?? undefined) !== undefined,
    startTime: numberAt(fields, 'startMs', undefined),
    ready:
      ready === undefined
        ? undefined
        : { status: ready, lastTransition: numberAt(fields, 'readyTransitionMs', Number.NEGATIVE_INFINITY) },
    containers: objectsAt(fields, 'containers').map((one) => calcContainer(one, resource)),
    initContainers: objectsAt(fields, 'initContainers').map((one) => calcContainer(one, resource)),
    ...(podRequests === undefined ? {} : { podRequests }),
  };
}

function calcContainer(fields: Fields, resource: string): Container {
  const request = int64At(fields, 'requestMilli', undefined);
  return {
    name: stringAt(fields, 'name', ''),
    requests: request === undefined ? {} : { [resource]: request },
    restartAlways: booleanAt(fields, 'restartAlways'),
  };
}

function readPodRequests(fields: Fields): Record<string, Int64> | undefined {
  const given = objectAt(fields, 'podRequests');
  if (given === undefined) return undefined;
  return Object.fromEntries(Object.keys(given.values).map((name) => [name, int64At(given, name, 0)]));
}
