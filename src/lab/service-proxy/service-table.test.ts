import { describe, expect, it } from 'vitest';
import type { EndpointSlice } from '../../kube/objects.ts';
import { type Service, ServiceTable } from './service-table.ts';

const service = (spec: Service['spec']): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'n' },
  ...(spec ? { spec } : {}),
});
const slice = (endpoints: EndpointSlice['endpoints'], name = 'web-1'): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, namespace: 'n', labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  ports: [{ name: 'http', port: 5000 }],
  endpoints,
});
const ready = (address: string) => ({ addresses: [address], conditions: { ready: true } });
const draining = (address: string) => ({
  addresses: [address],
  conditions: { ready: false, serving: true, terminating: true },
});

function table(...slices: readonly EndpointSlice[]): ServiceTable {
  const made = new ServiceTable();
  made.setService(service({ clusterIP: '10.96.0.9', ports: [{ name: 'http', port: 80 }] }));
  for (const one of slices) made.setSlice(one);
  return made;
}
const backends = (made: ServiceTable) => made.fronts()[0]?.backends.map(({ address }) => address);

describe('ServiceTable', () => {
  it('sends to the ready endpoints of all slices, on the port of that name', () => {
    const made = table(slice([ready('10.244.0.2')]), slice([ready('10.244.0.3')], 'web-2'));
    expect(made.fronts()).toEqual([
      {
        key: 'n/web:80',
        clusterIP: '10.96.0.9',
        port: 80,
        backends: [
          { address: '10.244.0.2', port: 5000 },
          { address: '10.244.0.3', port: 5000 },
        ],
      },
    ]);
  });

  it('leaves terminating endpoints out while there is a ready one, and uses them when there is none', () => {
    expect(backends(table(slice([ready('10.244.0.2'), draining('10.244.0.3')])))).toEqual(['10.244.0.2']);
    expect(backends(table(slice([draining('10.244.0.3')])))).toEqual(['10.244.0.3']);
  });

  it('has no backends without endpoints and none of a slice that is gone', () => {
    expect(backends(table(slice(null)))).toEqual([]);
    const made = table(slice([ready('10.244.0.2')]));
    made.dropSlice(slice([]));
    expect(backends(made)).toEqual([]);
  });

  it('resolves a name to its cluster address, and a headless one to an endpoint', () => {
    const made = table(slice([ready('10.244.0.2')]));
    expect(made.addressOf('n', 'web')).toBe('10.96.0.9');
    expect(made.addressOf('n', 'other')).toBeUndefined();
    made.setService(service({ clusterIP: 'None' }));
    expect(made.addressOf('n', 'web')).toBe('10.244.0.2');
    expect(made.fronts()).toEqual([]);
  });
});
