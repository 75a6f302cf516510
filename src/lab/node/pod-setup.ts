import { join } from 'node:path';
import { gpusIn } from '../gpu/offer.ts';
import type { AgentSurroundings } from './agent-surroundings.ts';
import type { PlacedPod } from './environment.ts';
import type { PodEnvironment } from './pod-command.ts';
import { writePodKubeconfig } from './pod-kubeconfig.ts';
import { writeVolumes } from './volumes.ts';

/** Variables that name a container's GPUs, by container. */
export type GpuVariables = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Takes the GPUs that the limits of a pod's containers ask for; rejects when its node lacks them. */
export async function allocateGpus(
  { metadata, spec }: PlacedPod['pod'],
  agent: AgentSurroundings,
): Promise<GpuVariables> {
  const variables: Record<string, Record<string, string>> = {};
  for (const container of spec.containers) {
    const count = gpusIn(container.resources?.limits);
    if (count === 0) continue;
    const { uuids, socketPath } = await agent.gpuHost.allocate({
      podUid: metadata.uid ?? '',
      pod: metadata.name,
      namespace: metadata.namespace ?? 'default',
      container: container.name,
      node: spec.nodeName ?? '',
      count,
    });
    variables[container.name] = {
      NVIDIA_VISIBLE_DEVICES: uuids.join(','),
      GPU_DEVICE_SOCKET: socketPath,
    };
  }
  return variables;
}

/** Writes volumes and kubeconfig of a pod; rejects while something that they need is absent. */
export async function preparePod(
  placed: PlacedPod,
  folder: string,
  agent: AgentSurroundings,
): Promise<PodEnvironment> {
  const volumes = await writeVolumes(placed, join(folder, 'volumes'), agent.reader);
  const token = volumes.serviceAccountFolder && join(volumes.serviceAccountFolder, 'token');
  const namespace = placed.pod.metadata.namespace ?? 'default';
  const kubeconfig = token ? await writePodKubeconfig(folder, token, namespace, agent.apiServer) : undefined;
  return {
    placed,
    reader: agent.reader,
    images: agent.images,
    lab: agent.lab,
    folder,
    volumeFolders: volumes.folders,
    kubeconfig,
    base: agent.baseEnvironment(kubeconfig),
  };
}
