import type { Clock } from '../../clock/clock.ts';
import type { ContainerSpec } from './pod-spec.ts';
import { httpGet } from './probe.ts';

/** Does what a container's preStop says, at most for `leftMs` or until it exits; returns what went wrong. */
export async function runPreStop(
  container: ContainerSpec,
  at: { readonly clock: Clock; readonly podIP: string; readonly exited: Promise<unknown> },
  leftMs: number,
): Promise<string | undefined> {
  const preStop = container.lifecycle?.preStop;
  if (!preStop || leftMs <= 0) return undefined;
  if (preStop.sleep) {
    const waking = new AbortController();
    const sleep = at.clock.sleep(Math.min(leftMs, 1000 * preStop.sleep.seconds), waking.signal);
    await Promise.race([sleep.catch(() => {}), at.exited]);
    waking.abort(new Error('the container has exited'));
    return undefined;
  }
  if (!preStop.httpGet) return undefined;
  const result = await httpGet(preStop.httpGet, container, at.podIP, leftMs);
  return result.ok ? undefined : result.detail;
}
