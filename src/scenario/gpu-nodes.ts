/** The emulated GPUs of a lab when a scenario says nothing of them; nodes of 8, as most real ones. */
export const DEFAULT_GPU_NODES = { count: 3, gpusPerNode: 8 } as const;
