import type { Clock } from '../clock/clock.ts';
import { pollUntil } from '../clock/poll.ts';
import { errorText } from '../errors/scaleproof-error.ts';
import { deleteObject } from '../kube/access.ts';
import { describeObject } from '../kube/apply.ts';
import type { KubeConnection } from '../kube/connect.ts';
import { KubeError } from '../kube/kube-error.ts';
import type { KubeObject } from '../kube/objects.ts';
import { COMPONENT_LABEL } from './labels.ts';
import { objectsOfRuns } from './leftovers.ts';
import { placeOf } from './ownership.ts';
import { removeNamespace } from './remove-namespace.ts';

/** How patiently to clean. */
export interface CleanOptions {
  /** Where to look; all namespaces when left out, which needs the right to list them all. */
  readonly namespace?: string;
  /** For everything; default 90 s, enough for pods that use their whole grace period. */
  readonly deadlineMs?: number;
  /** Whether namespaces that we made go too, once no other run has anything there; default true. */
  readonly namespaces?: boolean;
  /** Whether their end is waited for, which takes a namespace controller 5 s at least; default true. */
  readonly waitForNamespaces?: boolean;
}

/** What came of the clean-up of one run. */
export interface CleanedRun {
  /** `Kind namespace/name` of what was there of it. */
  readonly found: readonly string[];
  /** `gone` and `left` were seen; `unseen`: nobody answered, or looking was refused. */
  readonly outcome: 'gone' | 'left' | 'unseen';
  /** What was not removed, or went wrong on the way, a line each; empty when all went well. */
  readonly left: readonly string[];
}

/**
 * Removes what one run put on a cluster: its anchor and with it everything that it owns, then the namespace if it is ours.
 * Never touches an object without our label. Waits until all is gone, and throws nothing.
 */
export async function cleanRun(
  connection: KubeConnection,
  runId: string,
  clock: Clock,
  options: CleanOptions = {},
): Promise<CleanedRun> {
  const deadlineAt = clock.now() + (options.deadlineMs ?? 90_000);
  let names: readonly string[] = [];
  try {
    const where = options.namespace === undefined ? {} : { namespace: options.namespace };
    const found = await find(connection, runId, clock, where);
    names = found.map(describeObject);
    const problems = await deleteAll(connection, found);
    const { outcome, left } = await waitUntilGone(connection, runId, clock, {
      ...where,
      deadlineMs: deadlineAt - clock.now(),
    });
    const namespaces = [...new Set(found.map((object) => object.metadata.namespace ?? ''))];
    if (options.namespaces === false || outcome !== 'gone')
      return { found: names, outcome, left: [...problems, ...left] };
    const waitMs = options.waitForNamespaces === false ? undefined : deadlineAt - clock.now();
    const kept = await Promise.all(
      namespaces.map((name) => removeNamespace(connection, clock, name, waitMs)),
    );
    const problemsOfNamespaces = kept.flatMap(({ problem }) => problem ?? []);
    return { found: names, outcome, left: [...problems, ...problemsOfNamespaces] };
  } catch (error) {
    return { found: names, outcome: 'unseen', left: [`objects of run ${runId}: ${errorText(error)}`] };
  }
}

/** A cluster that has just gone away may come back: it is asked again for a while, unless it refuses. */
const RETRY_MS = 10_000;

async function find(
  connection: KubeConnection,
  runId: string,
  clock: Clock,
  where: { readonly namespace?: string },
): Promise<readonly KubeObject[]> {
  const giveUpAt = clock.now() + RETRY_MS;
  for (;;) {
    try {
      return await objectsOfRuns(connection, runId, where);
    } catch (error) {
      if (!mayPass(error) || clock.now() + 500 >= giveUpAt) throw error;
      await clock.sleep(500);
    }
  }
}

/** No answer, too many requests, or a server that is coming up or going down. */
function mayPass(error: unknown): boolean {
  return error instanceof KubeError && (error.status === 0 || error.status === 429 || error.status >= 500);
}

async function deleteAll(
  connection: KubeConnection,
  objects: readonly KubeObject[],
): Promise<readonly string[]> {
  const results = await Promise.all(
    objects
      .filter((object) => object.kind !== 'Pod')
      .map(async (object) => {
        try {
          const { apiVersion, kind, metadata } = object;
          await deleteObject(
            connection,
            { apiVersion, kind, ...placeOf(object) },
            // By uid, so that another run's object that took the name meanwhile is safe.
            { propagation: 'Foreground', ...(metadata.uid === undefined ? {} : { uid: metadata.uid }) },
          );
          return undefined;
        } catch (error) {
          return `${describeObject(object)}: ${errorText(error)}`;
        }
      }),
  );
  return results.filter((line) => line !== undefined);
}

/** What ignores SIGTERM would go on sending for its whole grace period, and had its time to stop before. */
async function hastenSenders(connection: KubeConnection, objects: readonly KubeObject[]): Promise<void> {
  const going = objects.filter(
    ({ kind, metadata }) =>
      kind === 'Pod' &&
      metadata.labels?.[COMPONENT_LABEL] === 'load' &&
      metadata.deletionTimestamp !== undefined &&
      (metadata.deletionGracePeriodSeconds ?? 0) > SENDER_GRACE_S,
  );
  for (const { apiVersion, kind, metadata, ...rest } of going) {
    const ref = { apiVersion, kind, ...placeOf({ apiVersion, kind, metadata, ...rest }) };
    const uid = metadata.uid === undefined ? {} : { uid: metadata.uid };
    await deleteObject(connection, ref, { graceSeconds: SENDER_GRACE_S, ...uid });
  }
}

const SENDER_GRACE_S = 1;

async function waitUntilGone(
  connection: KubeConnection,
  runId: string,
  clock: Clock,
  { deadlineMs, ...where }: { readonly deadlineMs: number; readonly namespace?: string },
): Promise<Pick<CleanedRun, 'outcome' | 'left'>> {
  let last: readonly KubeObject[] = [];
  const polled = await pollUntil(
    clock,
    deadlineMs,
    async () => {
      last = await objectsOfRuns(connection, runId, where);
      await hastenSenders(connection, last);
      return last.length === 0 ? { value: true } : { seen: last.map(describeObject).join(', ') };
    },
    { intervalsMs: [100, 200, 400] },
  );
  if (polled.done) return { outcome: 'gone', left: [] };
  return last.length === 0
    ? { outcome: 'unseen', left: [polled.lastSeen] }
    : { outcome: 'left', left: last.map(describeObject) };
}
