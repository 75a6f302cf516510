/**
 * How long the parts of a lab take that no timing profile names; milliseconds. Where it says so, medians of recorded lab
 * runs, of the stamps of their observations, on a machine of two cores that did little else; a busy machine is slower in
 * all of them. The others are assumed, because no record shows them; they are too short to move a replica.
 */
export const LAB = {
  /** Measured: `replicas` with a new size -> `created` (or `terminating`) of the first pod of the step. */
  replicaSet: 30,
  /** Measured: between two pods of one step. */
  eachPod: 12,
  /** Measured: `created` -> `scheduled`. */
  schedule: 27,
  /** Measured: `scheduled` -> `started`. */
  start: 130,
  /** Measured: `started` -> `ready` takes at least this (model loaded and probed). */
  ready: 450,
  /** Measured: how much longer it may take, evenly spread. */
  readySpread: 500,
  /** Measured: a pod turned ready or terminating -> `endpoints` says so. */
  endpoints: 15,
  /** Measured: pods changed -> `replicas` has the new status. */
  deploymentStatus: 75,
  /** Measured: GPUs freed and pod `deleted` after its process has ended, as what `terminating` -> `deleted` has over preStop and drain. */
  removal: 35,
  /**
   * Measured: how long the adapter of a lab has run when the workload is applied, give or take the spread; in three of ten
   * runs a round of readiness more. From it follows at which sync the HPA reads its metric first: the fourth or the third.
   */
  adapterAge: 400,
  adapterAgeSpread: 330,
  readinessRound: 1030,
  readinessRoundShare: 0.3,
  /**
   * Measured, by fitting the exporters' beats to the images that each pod answered (readings then agree to within 1 %):
   * exporters are started together with the adapter, and on the grid of their interval this long before it, give or take.
   */
  collectBeforeAdapter: 190,
  collectSpread: 250,
  /** Measured: the HPA's first value -> load start; k6 comes up and reads its images. */
  loadLead: 600,
  /** Measured, in sum: the HPA's syncs lie their period and about 25 apart, more where the scale is written. */
  readScale: 3,
  readMetric: 10,
  writeScale: 9,
  writeStatus: 8,
  /**
   * Measured: what a request takes over its kernel. An image is sent, read and decoded in `decode`; encoded and answered
   * in `encode` and, exponentially spread, `encodeSpread` on average (9 at least, 13 in the middle, 24 for one in ten).
   */
  decode: 4.5,
  encode: 4.5,
  encodeSpread: 11.5,
  /** Measured by hand: the process's own work on a 128x128 image, which runs beside the kernel. */
  stylize: 14,
  /** Assumed: a new connection. */
  connect: 0.5,
  /** Assumed: a new HPA is seen by its controller. */
  hpaSeen: 5,
  /** Assumed: deletionTimestamp -> the preStop sleep begins. */
  stop: 10,
  /** Assumed: a container that died -> running again; the first restart comes at once. */
  restart: 100,
  /** Assumed: prometheus-adapter killed -> it answers again. */
  adapterDown: 1500,
  /** Measured: kube-controller-manager killed -> its HPA controller runs again. */
  controllerDown: 500,
  /** Prometheus killed -> it answers again: a strike keeps it down for 20 s. */
  prometheusDown: 21_000,
} as const;
