import { describe, expect, it } from 'vitest';
import type { ClusterReader, Keys } from './cluster-reader.ts';
import { resolveEnvironment } from './environment.ts';
import type { ContainerSpec, Pod } from './pod-spec.ts';

const reader: ClusterReader = {
  configMap: async (_, name): Promise<Keys> => (name === 'settings' ? { mode: Buffer.from('fast') } : {}),
  secret: async () => ({ password: Buffer.from('s3cret') }),
  token: async () => 'token',
};
const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', namespace: 'n', uid: 'u', labels: { app: 'x' } },
  spec: { nodeName: 'node-1', containers: [] },
};
const resolve = (container: Partial<ContainerSpec>) =>
  resolveEnvironment({ pod, podIP: '10.244.0.2' }, { name: 'c', image: 'i', ...container }, reader);
const field = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } });

describe('resolveEnvironment', () => {
  it('reads the fields of the pod', async () => {
    const env = [
      { name: 'NAME', ...field('metadata.name') },
      { name: 'NAMESPACE', ...field('metadata.namespace') },
      { name: 'IP', ...field('status.podIP') },
      { name: 'NODE', ...field('spec.nodeName') },
      { name: 'APP', ...field("metadata.labels['app']") },
    ];
    expect(await resolve({ env })).toEqual({
      NAME: 'a',
      NAMESPACE: 'n',
      IP: '10.244.0.2',
      NODE: 'node-1',
      APP: 'x',
    });
  });

  it('lets a variable use those before it', async () => {
    const env = [
      { name: 'IP', ...field('status.podIP') },
      { name: 'URL', value: 'http://$(IP):$(PORT)' },
      { name: 'PORT', value: '80' },
    ];
    expect((await resolve({ env })).URL).toBe('http://10.244.0.2:$(PORT)');
  });

  it('takes whole ConfigMaps with a prefix and single keys of Secrets', async () => {
    const found = await resolve({
      envFrom: [{ prefix: 'APP_', configMapRef: { name: 'settings' } }],
      env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 's', key: 'password' } } }],
    });
    expect(found).toEqual({ APP_mode: 'fast', PASSWORD: 's3cret' });
  });

  it('refuses a key that is absent, unless it is optional', async () => {
    const ref = { name: 'settings', key: 'nothing' };
    const missing = resolve({ env: [{ name: 'X', valueFrom: { configMapKeyRef: ref } }] });
    await expect(missing).rejects.toThrow("couldn't find key nothing in configmap settings");
    const optional = { ...ref, optional: true };
    expect(await resolve({ env: [{ name: 'X', valueFrom: { configMapKeyRef: optional } }] })).toEqual({});
  });
});
