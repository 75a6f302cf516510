import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { PROFILES } from '../../plan/timing.ts';
import { egressSelectorConfig, kwokctlConfig } from './kwokctl-config.ts';
import { labNodes, nodeAddresses } from './lab-nodes.ts';

interface Configuration {
  readonly options: Readonly<Record<string, unknown>>;
  readonly componentsPatches: readonly {
    readonly name: string;
    readonly extraArgs: readonly { readonly key: string; readonly value: string }[];
  }[];
}

function read(profile: keyof typeof PROFILES) {
  const documents = parseAllDocuments(
    kwokctlConfig({
      timing: PROFILES[profile],
      binaries: { etcd: '/cache/etcd', kwok: '/cache/kwok' },
      pkiFolder: '/lab/pki',
      egressConfigFile: '/lab/egress.yaml',
    }),
  ).map((document) => document.toJS());
  const [configuration, ...stages] = documents as [Configuration, ...Record<string, never>[]];
  const flag = (component: string, key: string) =>
    configuration.componentsPatches
      .find(({ name }) => name === component)
      ?.extraArgs.find((one) => one.key === key)?.value;
  return { configuration, stages, flag };
}

describe('the configuration of the control plane', () => {
  it.each([
    ['compressed', '1000ms', '20000ms'],
    ['realtime', '15000ms', '300000ms'],
  ] as const)('gives the HPA the pace of the %s profile', (profile, sync, stabilization) => {
    const { flag } = read(profile);
    expect(flag('kube-controller-manager', 'horizontal-pod-autoscaler-sync-period')).toBe(sync);
    expect(flag('kube-controller-manager', 'horizontal-pod-autoscaler-downscale-stabilization')).toBe(
      stabilization,
    );
  });

  it('names who may speak for others, without which the API server refuses to start', () => {
    expect(read('compressed').flag('kube-apiserver', 'requestheader-allowed-names')).toBe('kwok-admin');
  });

  it('has every controller use its own account, so that missing rights show', () => {
    expect(read('compressed').flag('kube-controller-manager', 'use-service-account-credentials')).toBe(
      'true',
    );
  });

  it('binds to loopback and runs the given binaries', () => {
    expect(read('compressed').configuration.options).toMatchObject({
      runtime: 'binary',
      bindAddress: '127.0.0.1',
      etcdBinary: '/cache/etcd',
      kwokControllerBinary: '/cache/kwok',
    });
  });

  it("gives kwok stages for nodes only: pods are the node agent's", () => {
    const kinds = read('compressed').stages.map(
      (stage) => parse(JSON.stringify(stage)).spec.resourceRef.kind,
    );
    expect(kinds).toEqual(['Node', 'Node']);
  });

  it('sends all traffic into the cluster through one socket', () => {
    expect(parse(egressSelectorConfig('/lab/egress.sock')).egressSelections).toEqual([
      {
        name: 'cluster',
        connection: { proxyProtocol: 'HTTPConnect', transport: { uds: { udsName: '/lab/egress.sock' } } },
      },
    ]);
  });
});

describe('the nodes of the lab', () => {
  it('hold as many GPUs as asked, and one node holds none', () => {
    const nodes = labNodes({ count: 2, gpusPerNode: 5 }, 'v1.36.3') as {
      metadata: { name: string; labels: Record<string, string> };
      status: { allocatable: Record<string, string>; addresses: { address: string }[] };
    }[];
    expect(
      nodes.map(({ metadata, status }) => [
        metadata.name,
        status.allocatable['nvidia.com/gpu'],
        metadata.labels['nvidia.com/gpu.present'],
        status.addresses[0]?.address,
      ]),
    ).toEqual([
      ['lab-system-0', undefined, undefined, '10.0.0.10'],
      ['lab-gpu-0', '5', 'true', '10.0.1.1'],
      ['lab-gpu-1', '5', 'true', '10.0.1.2'],
    ]);
    expect(nodeAddresses({ count: 2, gpusPerNode: 5 })).toEqual([
      { name: 'lab-system-0', address: '10.0.0.10' },
      { name: 'lab-gpu-0', address: '10.0.1.1' },
      { name: 'lab-gpu-1', address: '10.0.1.2' },
    ]);
  });
});
