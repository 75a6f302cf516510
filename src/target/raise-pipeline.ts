import type { Clock } from '../clock/clock.ts';
import type { KubeConnection } from '../kube/connect.ts';
import { applyPipeline, waitForPipeline } from '../workload/apply-pipeline.ts';
import { retireOtherExporters } from '../workload/monitoring/retire-exporters.ts';
import type { PipelineParts } from '../workload/pipeline-parts.ts';

/** Longest wait for Prometheus, exporters and adapter to be ready; start-up on a loaded machine, not a bound of any verdict. */
const PIPELINE_MS = 90_000;

/** Puts exporter, Prometheus and adapter on a lab as a real cluster gets them, and waits until they are ready. */
export async function raisePipeline(spec: {
  readonly connection: KubeConnection;
  readonly parts: PipelineParts;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly tell: (text: string) => void;
}): Promise<void> {
  const { connection, clock, signal, parts } = spec;
  spec.tell(`applying the metrics pipeline: ${parts.profile.exporter.app}, Prometheus, prometheus-adapter`);
  await applyPipeline(connection, clock, parts, { signal });
  await retireOtherExporters(connection, parts, { signal });
  await waitForPipeline(connection, clock, parts, { deadlineMs: PIPELINE_MS, signal });
}
