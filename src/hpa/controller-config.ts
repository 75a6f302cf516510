/** The flags of kube-controller-manager that the HPA controller reads, and the feature gates. */
export interface ControllerConfig {
  /** --horizontal-pod-autoscaler-downscale-stabilization. */
  readonly downscaleStabilizationMs: number;
  /** --horizontal-pod-autoscaler-tolerance, a share. */
  readonly tolerance: number;
  /** --horizontal-pod-autoscaler-cpu-initialization-period. */
  readonly cpuInitializationPeriodMs: number;
  /** --horizontal-pod-autoscaler-initial-readiness-delay. */
  readonly initialReadinessDelayMs: number;
  /** Feature gate HPAScaleToZero, off by default. */
  readonly scaleToZero: boolean;
  /** Feature gate HPAConfigurableTolerance, on by default since 1.35. */
  readonly configurableTolerance: boolean;
}

/** A stock controller of Kubernetes v1.36.3; its sync period is 15 s. */
export const STOCK_CONTROLLER: ControllerConfig = {
  downscaleStabilizationMs: 300_000,
  tolerance: 0.1,
  cpuInitializationPeriodMs: 300_000,
  initialReadinessDelayMs: 30_000,
  scaleToZero: false,
  configurableTolerance: true,
};
