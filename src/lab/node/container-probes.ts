import type { Clock } from '../../clock/clock.ts';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { ContainerSpec, ProbeSpec } from './pod-spec.ts';
import { probeOnce } from './probe.ts';
import { keepProbing } from './prober.ts';

/** Whom the probes of a container tell what. */
export interface ProbeOutcome {
  /** The container has started: at once without a startup probe, else when that probe has succeeded. */
  onStarted(): void;
  onReady(ready: boolean): void;
  /** A startup or liveness probe has failed for good: the container must be killed. */
  onUnhealthy(probe: 'startup' | 'liveness'): void;
  /** One look that failed and counts. */
  onFailure(message: string): void;
}

/** Probes a running container until the signal aborts: startup first, then readiness and liveness beside each other. */
export function startProbes(
  container: ContainerSpec,
  at: { readonly clock: Clock; readonly podIP: string },
  outcome: ProbeOutcome,
  signal: AbortSignal,
): void {
  const probe = (
    spec: ProbeSpec | undefined,
    name: string,
    onVerdict: (ok: boolean) => void,
    end: AbortSignal,
  ) => {
    if (!spec) return;
    const onFailure = (detail: string) => outcome.onFailure(`${name} probe failed: ${detail}`);
    const look = () => probeOnce(spec, container, at.podIP);
    keepProbing(at.clock, spec, look, { onVerdict, onFailure }, end).catch((error) => {
      if (!end.aborted) onFailure(errorText(error));
    });
  };
  const afterStart = () => {
    outcome.onStarted();
    if (!container.readinessProbe) outcome.onReady(true);
    probe(container.readinessProbe, 'Readiness', (ready) => outcome.onReady(ready), signal);
    const onLiveness = (alive: boolean) => {
      if (!alive) outcome.onUnhealthy('liveness');
    };
    probe(container.livenessProbe, 'Liveness', onLiveness, signal);
  };
  if (!container.startupProbe) {
    afterStart();
    return;
  }
  const answered = new AbortController();
  const onStartup = (started: boolean) => {
    answered.abort(new Error('the startup probe has its answer'));
    if (started) afterStart();
    else outcome.onUnhealthy('startup');
  };
  probe(container.startupProbe, 'Startup', onStartup, AbortSignal.any([signal, answered.signal]));
}
