import { totalmem } from 'node:os';

/** How many GPU nodes the lab has, and how many GPUs each. */
export interface GpuNodes {
  readonly count: number;
  readonly gpusPerNode: number;
}

/** The node without GPUs, where monitoring runs. */
export const SYSTEM_NODE = 'lab-system-0';

/** Name of the lab's GPU node with that number, counted from 0. */
export function gpuNodeName(index: number): string {
  return `lab-gpu-${index}`;
}

/** The lab's Node objects; `kubeletPort` is where their kubelet API answers. */
export function labNodes(gpuNodes: GpuNodes, kubeletPort: number, kubeletVersion: string): readonly object[] {
  const settings = { kubeletPort, kubeletVersion };
  const gpus = Array.from({ length: gpuNodes.count }, (_, index) =>
    labNode({
      ...settings,
      name: gpuNodeName(index),
      address: `10.0.1.${index + 1}`,
      gpus: gpuNodes.gpusPerNode,
    }),
  );
  return [labNode({ ...settings, name: SYSTEM_NODE, address: '10.0.0.10', gpus: 0 }), ...gpus];
}

interface NodeSettings {
  readonly name: string;
  readonly address: string;
  readonly gpus: number;
  readonly kubeletPort: number;
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
      daemonEndpoints: { kubeletEndpoint: { Port: settings.kubeletPort } },
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
