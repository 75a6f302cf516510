/**
 * How long the parts of a lab take that no timing profile names; milliseconds. Medians of recorded lab runs on an idle
 * machine of two cores, read from the stamps of their observations; a busy machine is slower in all of them.
 */
export const LAB = {
  /** HPA writes the scale -> the first pod of the step is created (or told to go). */
  replicaSet: 25,
  /** Between two pods of one step. */
  eachPod: 12,
  /** Pod created -> bound to a node. */
  schedule: 20,
  /** Bound -> its container runs. */
  start: 110,
  /** Runs -> Ready, at least: model loaded and probed. */
  ready: 400,
  /** How much longer it may take, evenly spread. */
  readySpread: 180,
  /** A container that died -> running again: the first restart comes at once. */
  restart: 100,
  /** A pod turned ready, unready or terminating -> the Service's endpoints and its proxy know. */
  endpoints: 15,
  /** Pods changed -> the Deployment's status says so. */
  deploymentStatus: 75,
  /** deletionTimestamp -> the preStop sleep begins. */
  stop: 10,
  /** The process has ended -> its GPUs are free and the pod is gone. */
  removal: 35,
  /** HPA sync: reading the scale, asking for the metric, writing scale and status. */
  readScale: 3,
  readMetric: 10,
  writeScale: 9,
  writeStatus: 8,
  /** The HPA has its metric -> load start: k6 comes up and reads its images. */
  loadLead: 600,
  /** An image is sent, read and decoded -> it waits for a GPU. */
  decode: 4.5,
  /** The GPU is done -> the answer is encoded and there, at least. */
  encode: 4.5,
  /** How much longer that takes on average, exponentially spread: the machine has other work. */
  encodeSpread: 6.5,
  /** A new connection. */
  connect: 0.5,
  /** The process's own work on a 128x128 image, which runs beside the kernel. */
  stylize: 14,
  /** A new HPA is seen by its controller. */
  hpaSeen: 5,
  /** prometheus-adapter killed -> it answers again. */
  adapterDown: 1500,
  /** Prometheus killed -> it answers again: a strike keeps it down. */
  prometheusDown: 21_000,
} as const;

/** Drain of the serving process (src/serving/drain.ts): it listens on for so long, and waits so long for silent connections. */
export const DRAIN = { listen: 500, silence: 3000, look: 25 } as const;
