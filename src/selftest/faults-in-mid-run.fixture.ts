import { expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { askSupervisor } from '../lab/supervisor/ask-supervisor.ts';
import {
  administrator,
  cleanAsTold,
  hit,
  kubeconfigOf,
  leftIn,
  throughGoneProxy,
  throughProxy,
} from './hit-run.fixture.ts';
import { shortLivedToken } from './short-lived-token.fixture.ts';

/** A target is given up after 12 s, and asked for 10 s more before its objects are left; a busy machine takes longer. */
const GIVEN_UP_MS = 60_000;

/** Faults from outside that hit one run only. */
export function faultsInMidRunTests(): void {
  it('a network that is cut for 3 s leaves a run inconclusive, which goes on and cleans up', async () => {
    const { proxy, kubeconfig } = await throughProxy('cut-short');
    const blow = async () => {
      proxy.cut();
      await systemClock.sleep(3000);
      proxy.mend();
    };
    const { exitCode, stderr, result, record } = await hit('cut-short', kubeconfig, blow, '12s');
    expect(exitCode, stderr).toBe(3);
    expect([record.end?.reason, result.outcome]).toEqual(['completed', 'inconclusive']);
    const gaps = record.observations.filter((seen) => seen.kind === 'gap');
    for (const source of ['hpa', 'deployment', 'pods'] as const)
      expect(gaps.some((gap) => gap.source === source && gap.to !== null)).toBe(true);
    expect([stderr.includes('could not clean up'), await leftIn('cut-short')]).toEqual([false, []]);
  });

  it('a storm of 410s leaves a run inconclusive where it rests on watches and passes the rest, sees the end, and cleans up', async () => {
    const { proxy, kubeconfig } = await throughGoneProxy('stormy');
    // Sooner than a watch counts as healthy, so that it is asked ever less often.
    const blow = async () => proxy.storm(300);
    const { exitCode, stderr, result, record } = await hit('stormy', kubeconfig, blow, '14s', {
      rate: 3,
      assertions: [{ kind: 'errorRate', below: 0.01 }],
    });
    expect(exitCode, stderr).toBe(3);
    expect([record.end?.reason, result.outcome]).toEqual(['completed', 'inconclusive']);
    // Five watches, for the rest of the load, the window and the pods' way out.
    expect(proxy.ended()).toBeGreaterThan(15);
    const gone = record.observations.filter((seen) => seen.kind === 'gap' && seen.reason.includes('410'));
    for (const source of ['hpa', 'deployment', 'pods'] as const)
      expect(gone.filter((gap) => gap.kind === 'gap' && gap.source === source).length).toBeGreaterThan(1);
    const statuses = Object.fromEntries(result.verdicts.map((one) => [one.assertion, one.status]));
    expect(Object.values(statuses)).not.toContain('failed');
    expect(statuses).toMatchObject({ scalesOut: 'inconclusive', errorRate: 'passed' });
    const sizes = record.observations.flatMap((seen) => (seen.kind === 'replicas' ? [seen.desired] : []));
    expect(Math.max(...sizes)).toBeGreaterThan(1);
    expect(sizes.at(-1)).toBe(1);
    expect(record.cleanup).toMatchObject({ by: 'run-label', outcome: 'gone', left: [] });
    expect([stderr.includes('could not clean up'), await leftIn('stormy')]).toEqual([false, []]);
  });

  it('a network that swallows everything makes the target lost: exit 4, and the command that cleans up later', async () => {
    const { proxy, kubeconfig } = await throughProxy('swallowed');
    const { exitCode, stderr, text, tookMs, result } = await hit('swallowed', kubeconfig, async () =>
      proxy.freeze(),
    );
    expect(exitCode, stderr).toBe(4);
    expect(result.end?.reason).toBe('target-lost');
    expect(text).toMatch(
      /The target was lost in mid-run, so nothing is proven: the target has been of no use for/,
    );
    expect(tookMs).toBeLessThan(GIVEN_UP_MS);
    expect(await leftIn('swallowed')).not.toEqual([]);
    proxy.mend();
    await cleanAsTold(stderr, kubeconfig);
    expect(await leftIn('swallowed')).toEqual([]);
  });

  it('a token that runs out makes the target lost, is named, and whoever has another one cleans up', async () => {
    const { token, revoke } = await shortLivedToken(administrator().admin, 'short-lived');
    const kubeconfig = kubeconfigOf('short-lived', { user: { token } });
    const { exitCode, stderr, text, tookMs } = await hit('expired-token', kubeconfig, revoke);
    expect(exitCode, stderr).toBe(4);
    expect(text).toMatch(/lost in mid-run.* 401 Unauthorized/);
    expect(tookMs).toBeLessThan(GIVEN_UP_MS);
    await cleanAsTold(stderr, administrator().kubeconfig);
    expect(await leftIn('expired-token')).toEqual([]);
  });

  it('a namespace that somebody deletes makes the target lost, is named, and nothing is left', async () => {
    const { admin, kubeconfig } = administrator();
    const blow = () => admin.request('DELETE', '/api/v1/namespaces/deleted-namespace');
    const { exitCode, stderr, text, tookMs } = await hit('deleted-namespace', kubeconfig, blow);
    expect(exitCode, stderr).toBe(4);
    expect(text).toContain('somebody has deleted Deployment deleted-namespace/fast-style-transfer-serving');
    expect(tookMs).toBeLessThan(GIVEN_UP_MS);
    expect([stderr.includes('could not clean up'), await leftIn('deleted-namespace')]).toEqual([false, []]);
  });
}

/** A fault that hits everybody on the lab. */
export function apiServerRestartTest(): void {
  it('an API server that is restarted leaves a run inconclusive, which goes on and cleans up', async () => {
    const body = { component: 'kube-apiserver' };
    const blow = () => askSupervisor('POST', '/restart', { body, timeoutMs: 10_000 });
    const { exitCode, stderr, record } = await hit('api-restarted', administrator().kubeconfig, blow, '12s');
    expect(exitCode, stderr).toBe(3);
    expect(record.end?.reason).toBe('completed');
    expect([stderr.includes('could not clean up'), await leftIn('api-restarted')]).toEqual([false, []]);
  });
}
