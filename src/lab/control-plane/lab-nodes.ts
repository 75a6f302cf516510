import { totalmem } from 'node:os';

/** How many GPU nodes the lab has, and how many GPUs each. */
export interface GpuNodes {
  readonly count: number;
  readonly gpusPerNode: number;
}

/** The node without GPUs, where monitoring runs. */
export const SYSTEM_NODE = 'lab-system-0';

/** Address of the node without GPUs; as every cluster address it is served on 127.x. */
const SYSTEM_NODE_ADDRESS = '10.0.0.10';

/** Port of every node's kubelet API. */
export const KUBELET_PORT = 10_961;

/** Name of the lab's GPU node with that number, counted from 0. */
export function gpuNodeName(index: number): string {
  return `lab-gpu-${index}`;
}

function gpuNodeAddress(index: number): string {
  return `10.0.1.${index + 1}`;
}

/** Names and cluster addresses of all lab nodes. */
export function nodeAddresses(
  gpuNodes: GpuNodes,
): readonly { readonly name: string; readonly address: string }[] {
  return [
    { name: SYSTEM_NODE, address: SYSTEM_NODE_ADDRESS },
    ...Array.from({ length: gpuNodes.count }, (_, index) => ({
      name: gpuNodeName(index),
      address: gpuNodeAddress(index),
    })),
  ];
}

/** The lab's Node objects. */
export function labNodes(gpuNodes: GpuNodes, kubeletVersion: string): readonly object[] {
  const settings = { kubeletVersion };
  const gpus = Array.from({ length: gpuNodes.count }, (_, index) =>
    labNode({
      ...settings,
      name: gpuNodeName(index),
      address: gpuNodeAddress(index),
      gpus: gpuNodes.gpusPerNode,
    }),
  );
  return [labNode({ ...settings, name: SYSTEM_NODE, address: SYSTEM_NODE_ADDRESS, gpus: 0 }), ...gpus];
}

interface NodeSettings {
  readonly name: string;
  readonly address: string;
  readonly gpus: number;
  readonly kubeletVersion: string;
}

function labNode(settings: NodeSettings): object {
  const resources = {
    cpu: '64',
    memory: `${Math.floor(totalmem() / 1024)}Ki`,
    pods: '110',
    'ephemeral-storage': '100Gi',
    ...(settings.gpus > 0 ? { 'nvidia.com/gpu': String(settings.gpus) } : {}),
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: settings.name,
      labels: {
        'kubernetes.io/hostname': settings.name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': process.arch === 'x64' ? 'amd64' : process.arch,
        'node.kubernetes.io/instance-type': settings.gpus > 0 ? 'lab-gpu' : 'lab-system',
        ...(settings.gpus > 0
          ? {
              'nvidia.com/gpu.present': 'true',
              'nvidia.com/gpu.count': String(settings.gpus),
              'nvidia.com/gpu.product': 'Tesla-T4',
            }
          : {}),
      },
    },
    status: {
      phase: 'Running',
      capacity: resources,
      allocatable: resources,
      addresses: [
        { type: 'InternalIP', address: settings.address },
        { type: 'Hostname', address: settings.name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: KUBELET_PORT } },
      nodeInfo: nodeInfo(settings),
    },
  };
}

function nodeInfo(settings: NodeSettings): object {
  return {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    bootID: '',
    containerRuntimeVersion: 'scaleproof://processes',
    kernelVersion: '',
    kubeProxyVersion: '',
    kubeletVersion: settings.kubeletVersion,
    machineID: settings.name,
    operatingSystem: 'linux',
    osImage: 'scaleproof lab',
    systemUUID: settings.name,
  };
}
