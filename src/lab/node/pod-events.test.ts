import { describe, expect, it } from 'vitest';
import { systemClock } from '../../clock/system-clock.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import { podEvents } from './pod-events.ts';

/** An API server's door that keeps what it is asked. */
function door() {
  const asked: { method: string; path: string; count: unknown }[] = [];
  const connection = {
    request: async (method: string, path: string, options: { body?: unknown } = {}) => {
      const { count } = options.body as { count: unknown };
      asked.push({ method, path, count });
      return { status: 201, body: {}, text: '', headers: {} };
    },
  } as unknown as KubeConnection;
  return { asked, connection };
}

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', namespace: 'n', uid: 'u' },
  spec: { containers: [] },
};

describe('podEvents', () => {
  it('raises the count of an Event that says the same again and writes another one as its own', async () => {
    const { asked, connection } = door();
    const write = podEvents(connection, systemClock, () => {});
    write(pod, 'Warning', 'Unhealthy', 'down');
    write(pod, 'Warning', 'Unhealthy', 'down');
    write(pod, 'Normal', 'Started', 'up');
    await new Promise((resolve) => setTimeout(resolve, 10));
    const created = asked.filter(({ method }) => method === 'POST');
    const raised = asked.filter(({ method }) => method === 'PATCH');
    expect(created.map(({ path }) => path)).toEqual(Array(2).fill('/api/v1/namespaces/n/events'));
    expect(raised).toEqual([
      {
        method: 'PATCH',
        path: expect.stringMatching(/^\/api\/v1\/namespaces\/n\/events\/a\.\w+$/),
        count: 2,
      },
    ]);
  });

  it('logs an Event that cannot be written and goes on', async () => {
    const said: string[] = [];
    const connection = {
      request: () => Promise.reject(new Error('no answer')),
    } as unknown as KubeConnection;
    podEvents(connection, systemClock, (line) => said.push(line))(pod, 'Normal', 'Started', 'up');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(said).toEqual(['event Started of n/a: no answer']);
  });
});
