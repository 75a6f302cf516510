import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../kube/objects.ts';
import { differenceOf } from './difference.ts';

const CONFIG: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'adapter-config', namespace: 'custom-metrics' },
  data: { 'config.yaml': 'rules:\n  - a\n  - b\n  - c\n  - d\n  - e\n' },
};

describe('the difference of two objects', () => {
  it('shows the lines that change and a little around them', () => {
    const data = { 'config.yaml': 'rules:\n  - a\n  - b\n  - other\n  - d\n  - e\n' };
    expect(differenceOf(CONFIG, { ...CONFIG, data })).toEqual([
      '        - a',
      '        - b',
      '-       - c',
      '+       - other',
      '        - d',
      '        - e',
    ]);
  });

  it('is empty where only the server or its controllers wrote, whatever the order of the keys', () => {
    const { name, namespace } = CONFIG.metadata;
    const metadata = { uid: 'u', resourceVersion: '7', generation: 2, namespace, name, managedFields: [] };
    const standing = {
      status: { seen: true },
      data: CONFIG.data,
      metadata,
      kind: 'ConfigMap',
      apiVersion: 'v1',
    };
    expect(differenceOf(standing as KubeObject, CONFIG)).toEqual([]);
  });

  it('shows every line of an object that is new', () => {
    const lines = differenceOf(undefined, CONFIG);
    expect(lines[0]).toBe('+ apiVersion: v1');
    expect(lines.every((line) => line.startsWith('+ '))).toBe(true);
  });

  it('shows that a secret changes, and never what it is', () => {
    const secret = { ...CONFIG, kind: 'Secret', data: { 'tls.key': 'b2xk' } };
    const lines = differenceOf(secret, { ...secret, data: { 'tls.key': 'bmV3' } });
    expect(lines.filter((line) => !line.startsWith('  '))).toHaveLength(2);
    expect(lines.join('\n')).toMatch(/tls\.key: sha256 [0-9a-f]{12}/);
    expect(lines.join('\n')).not.toMatch(/b2xk|bmV3/);
  });
});
