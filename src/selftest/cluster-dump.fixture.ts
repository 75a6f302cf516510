import { expect } from 'vitest';
import { pollUntil } from '../clock/poll.ts';
import { systemClock } from '../clock/system-clock.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { KubeList, KubeObject } from '../kube/objects.ts';

/** Every object of a cluster that can be listed, by group, resource, namespace and name. */
export type ClusterDump = Readonly<Record<string, object>>;

/** Tell of time that passes, not of what stands: events, and the beats of controllers and nodes. */
const BEATS = new Set(['events', 'leases']);

/**
 * Lists all objects of all kinds. Left out is what the API server writes by itself: versions, the times of managed fields,
 * and the status of nodes, which holds their heartbeat.
 */
export async function dumpCluster(admin: KubeConnection): Promise<ClusterDump> {
  const prefixes = await groupVersions(admin);
  const dumps = await Promise.all(prefixes.map((prefix) => dumpGroup(admin, prefix)));
  return Object.fromEntries(dumps.flat().sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Waits until a cluster is as it was, at most 10 s: controllers take away what belonged to what is gone. */
export async function expectClusterAs(admin: KubeConnection, before: ClusterDump): Promise<void> {
  let now: ClusterDump = {};
  await pollUntil(systemClock, 10_000, async () => {
    now = await dumpCluster(admin);
    return JSON.stringify(now) === JSON.stringify(before) ? { value: true } : { seen: 'it differs' };
  });
  expect(now).toEqual(before);
}

async function groupVersions(admin: KubeConnection): Promise<readonly string[]> {
  const { body } = await admin.request<{
    readonly groups: readonly { readonly preferredVersion: { readonly groupVersion: string } }[];
  }>('GET', '/apis');
  // What metrics.k8s.io lists are values of this moment, no objects.
  const groups = body.groups.filter(
    ({ preferredVersion }) => !preferredVersion.groupVersion.startsWith('metrics.k8s.io/'),
  );
  return ['/api/v1', ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)];
}

async function dumpGroup(
  admin: KubeConnection,
  prefix: string,
): Promise<readonly (readonly [string, object])[]> {
  const { body } = await admin.request<{
    readonly resources: readonly { readonly name: string; readonly verbs: readonly string[] }[];
  }>('GET', prefix);
  const listable = body.resources.filter(({ name, verbs }) => verbs.includes('list') && !BEATS.has(name));
  const lists = await Promise.all(
    listable.map(async ({ name }) => {
      const { body: list } = await admin.request<KubeList>('GET', `${prefix}/${name}`);
      return list.items.map((item) => {
        const { namespace = '', name: own } = item.metadata;
        return [`${prefix}/${name} ${namespace}/${own}`, whatStands(item, name)] as const;
      });
    }),
  );
  return lists.flat();
}

function whatStands({ metadata, status, ...rest }: KubeObject, resource: string): object {
  const { resourceVersion: _, managedFields: __, ...kept } = metadata;
  return { metadata: kept, ...rest, ...(resource === 'nodes' ? {} : { status }) };
}
