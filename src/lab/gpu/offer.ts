/** How the nodes of a lab offer their GPUs to pods, as a device plugin does. */
export interface GpuOffer {
  /** The extended resource that pods ask for. */
  readonly resource: string;
  /** Labels of GPU nodes, by which exporters find them. */
  readonly nodeLabels: Readonly<Record<string, string>>;
  /** How many pods may hold one device at a time. */
  readonly sharedBy: number;
  /** MIG profile, where each device is an instance of a greater GPU. */
  readonly mig?: string;
}

/** Whole NVIDIA GPUs, each for one pod: what a lab offers when it comes up. */
export const WHOLE_GPUS: GpuOffer = {
  resource: 'nvidia.com/gpu',
  nodeLabels: { 'nvidia.com/gpu.present': 'true' },
  sharedBy: 1,
};

/** Extended resources that stand for a GPU or a part of one. */
const GPU_RESOURCE =
  /^(?:nvidia\.com\/(?:gpu|mig-[\w.-]+)(?:\.shared)?|amd\.com\/gpu|gpu\.intel\.com\/(?:i915|xe))$/;

/** GPUs that a container's limits ask for, whatever they are called. */
export function gpusIn(limits: Readonly<Record<string, string | number>> | undefined): number {
  return Object.entries(limits ?? {})
    .filter(([name]) => GPU_RESOURCE.test(name))
    .reduce((sum, [, count]) => sum + Number(count), 0);
}
