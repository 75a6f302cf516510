import type { Clock } from '../../clock/clock.ts';
import { type Look, pollUntil } from '../../clock/poll.ts';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import { followLog, readLog } from '../../kube/follow-log.ts';
import type { Pod } from '../../kube/objects.ts';
import type { Sender, SenderStopped, StartSender } from '../../load/sender.ts';
import { SENDER_CONTAINER } from '../../workload/sender/sender-pod.ts';
import type { WorkloadParts } from '../../workload/serving.ts';
import { canSend, describeSender, endOf, listSenderPods, type SenderEnd } from './sender-pods.ts';

/** One kind of sender in the cluster: how it is switched on and off, and what its end means. */
export interface PodSenderSpec {
  readonly name: string;
  readonly connection: KubeConnection;
  readonly clock: Clock;
  readonly parts: WorkloadParts;
  /** From its start to load start, and from being told to stop to being gone; milliseconds. */
  readonly startDeadlineMs: number;
  readonly stopDeadlineMs: number;
  /** The same in words, for example `kubectl scale --replicas=0`. */
  readonly how: string;
  readonly switchOn: () => Promise<void>;
  readonly switchOff: () => Promise<void>;
  /** What is left that could bring a pod back, in words; `undefined` when nothing is. */
  readonly stillOn: () => Promise<string | undefined>;
  /** What was wrong with such an end; `undefined` when it is one in order. */
  readonly faultOf: (end: SenderEnd) => string | undefined;
  /** Processes of its pods on this machine, where the target can tell; what is gone from the API may still run. */
  readonly processes?: () => Promise<readonly number[]>;
  readonly isAlive: (pid: number) => boolean;
}

const LOOK_MS = 250;

/** Starts a sender whose lines come by the log of its pod. */
export function podSender(spec: PodSenderSpec): StartSender {
  return (onLine, signal) => {
    const over = new AbortController();
    const life: SenderLife = { pods: [], logs: new Map(), pids: new Set() };
    const exited = spec
      .switchOn()
      .then(() => watchPods(spec, life, onLine, AbortSignal.any([signal, over.signal])))
      .catch((error: unknown) => `${spec.name} could not be started: ${errorText(error)}`);
    const sender: Sender = {
      name: spec.name,
      pid: undefined,
      exited,
      startDeadlineMs: spec.startDeadlineMs,
      how: spec.how,
      seen: () => describeSender(life.pods),
      stop: async () => {
        const stopped = await stop(spec, life);
        over.abort(new Error('the load is over'));
        await Promise.all(life.logs.values());
        return stopped;
      },
    };
    return sender;
  };
}

/** What is known of a sender's pods. */
interface SenderLife {
  pods: readonly Pod[];
  /** The log of each pod being followed, by name. */
  readonly logs: Map<string, Promise<void>>;
  readonly pids: Set<number>;
}

/** Follows the logs of all its pods; resolves when one has ended, or all are gone, without anybody having told it to. */
async function watchPods(
  spec: PodSenderSpec,
  life: SenderLife,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { connection, clock, parts } = spec;
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const look = async () => {
    life.pods = await listSenderPods(connection, parts, { signal });
    for (const pid of (await spec.processes?.()) ?? []) life.pids.add(pid);
    for (const pod of life.pods) {
      const ref = refOf(pod);
      if (!life.logs.has(ref.pod)) life.logs.set(ref.pod, followLog(connection, clock, ref, onLine, signal));
    }
    const ended = life.pods.find((pod) => endOf(pod) !== undefined);
    if (ended === undefined)
      return life.logs.size > 0 && life.pods.length === 0 ? `the pod of ${spec.name} was removed` : null;
    // Its log may have lines that were not followed to the end.
    for (const line of await readLog(connection, refOf(ended)).catch(() => [])) onLine(line);
    return spec.faultOf(endOf(ended)!);
  };
  void (async () => {
    while (!signal.aborted) {
      // An API server that does not answer is the watchdog's business.
      const fault = await look().catch(() => null);
      if (fault !== null) return resolve(fault);
      await clock.sleep(LOOK_MS, signal).catch(() => undefined);
    }
  })();
  return await promise;
}

function refOf({ metadata }: Pod) {
  return { namespace: metadata.namespace ?? '', pod: metadata.name, container: SENDER_CONTAINER };
}

/** Switches it off and waits for the proof: nothing that could bring a pod back, no pod, no process. */
async function stop(spec: PodSenderSpec, life: SenderLife): Promise<SenderStopped> {
  const { clock, connection, parts } = spec;
  let isOff = false;
  const look = async (): Promise<Look<string>> => {
    if (!isOff) await spec.switchOff();
    isOff = true;
    const on = await spec.stillOn();
    const pods = (await listSenderPods(connection, parts)).filter(canSend);
    if (pods.length > 0) life.pods = pods;
    const alive = [...life.pids].filter(spec.isAlive);
    const left = [
      ...(on === undefined ? [] : [on]),
      ...(pods.length === 0 ? [] : [describeSender(pods)]),
      ...(alive.length === 0 ? [] : [`process ${alive.join(', ')} still runs`]),
    ];
    return left.length === 0 ? { value: goneText(life) } : { seen: left.join('; ') };
  };
  const polled = await pollUntil(clock, spec.stopDeadlineMs, look, { intervalsMs: [100, 200] });
  return polled.done ? { stopped: true, detail: polled.value } : { stopped: false, detail: polled.lastSeen };
}

function goneText({ logs, pids }: SenderLife): string {
  const pods = logs.size === 0 ? 'no pod ever came' : `${[...logs.keys()].join(', ')} sends no more`;
  return pids.size === 0 ? pods : `${pods}, process ${[...pids].join(', ')} is gone`;
}
