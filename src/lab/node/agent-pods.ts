import { type ImageMap, repositoryName } from './images/image-map.ts';
import type { PodWorker } from './pod-worker.ts';

/** One pod as the agent sees it. */
export interface AgentPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly podIP: string;
  readonly ready: boolean;
  readonly containers: readonly {
    readonly name: string;
    readonly component: string;
    readonly pid: number | undefined;
    readonly restarts: number;
  }[];
}

/** A file of a container: where it lies on this machine while its pod lives. */
export interface AgentFile {
  readonly namespace: string;
  readonly pod: string;
  readonly place: string;
}

/** Which containers to strike: all that match everything given. */
export interface StrikeTarget {
  /** Component name of an image: `serving`, `dcgm-exporter`, `prometheus`, `prometheus-adapter`. */
  readonly component?: string;
  readonly namespace?: string;
  readonly pod?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** How to strike. */
export interface StrikeOptions {
  /** Default SIGKILL. */
  readonly signal?: NodeJS.Signals;
  /** How long the container is kept down before it is started again, milliseconds; default 0. */
  readonly downMs?: number;
}

/** Describes a pod for whoever asks the agent. */
export function describePod(worker: PodWorker, images: ImageMap): AgentPod {
  const { metadata, spec } = worker.pod;
  return {
    namespace: metadata.namespace ?? 'default',
    name: metadata.name,
    uid: metadata.uid ?? '',
    node: spec.nodeName ?? '',
    podIP: worker.podIP,
    ready: worker.containers.every((container) => container.status().ready),
    containers: worker.containers.map((container) => ({
      name: container.spec.name,
      component: componentOf(container.spec.image, images),
      pid: container.pid,
      restarts: container.status().restartCount,
    })),
  };
}

/** Signals the running containers that match; returns `namespace/pod/container` of each that was hit. */
export function strikePods(
  workers: readonly PodWorker[],
  images: ImageMap,
  target: StrikeTarget,
  { signal = 'SIGKILL', downMs = 0 }: StrikeOptions,
): readonly string[] {
  return workers
    .filter((worker) => isMeant(worker, target))
    .flatMap((worker) =>
      worker.containers
        .filter(
          ({ spec }) =>
            (target.component ?? componentOf(spec.image, images)) === componentOf(spec.image, images),
        )
        .filter((container) => container.strike(signal, downMs))
        .map((container) => `${worker.key}/${container.spec.name}`),
    );
}

/** Where a path lies in each container of a component. */
export function findFiles(
  workers: readonly PodWorker[],
  images: ImageMap,
  component: string,
  path: string,
): readonly AgentFile[] {
  return workers.flatMap((worker) =>
    worker.containers.flatMap(({ spec }): readonly AgentFile[] => {
      if (componentOf(spec.image, images) !== component) return [];
      const place = worker.placeOf(spec, path);
      const { name, namespace = 'default' } = worker.pod.metadata;
      return place === undefined ? [] : [{ namespace, pod: name, place }];
    }),
  );
}

function isMeant(worker: PodWorker, target: StrikeTarget): boolean {
  const { name, namespace, labels } = worker.pod.metadata;
  return (
    (target.pod === undefined || target.pod === name) &&
    (target.namespace === undefined || target.namespace === namespace) &&
    Object.entries(target.labels ?? {}).every(([key, value]) => labels?.[key] === value)
  );
}

function componentOf(image: string, images: ImageMap): string {
  return images.get(repositoryName(image))?.component ?? 'unknown';
}
