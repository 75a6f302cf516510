import { constants } from 'node:os';
import type { ContainerState } from '../../kube/objects.ts';
import type { ChildExit } from '../../process/child.ts';
import { formatInstant, type Instant } from '../../units/instant.ts';

/** The state of a container whose process has ended, as a container runtime reports it: 128 + signal for a killed one. */
export function terminatedState(exit: ChildExit, startedAt: Instant, now: Instant): ContainerState {
  const signals: Readonly<Record<string, number | undefined>> = constants.signals;
  const signal = exit.signal === undefined ? undefined : signals[exit.signal];
  const failedToStart = exit.startError !== undefined;
  const exitCode = failedToStart ? 128 : (exit.code ?? 128 + (signal ?? 0));
  return {
    terminated: {
      exitCode,
      ...(signal === undefined ? {} : { signal }),
      reason: failedToStart ? 'StartError' : exitCode === 0 ? 'Completed' : 'Error',
      ...(failedToStart ? { message: exit.startError } : {}),
      startedAt: formatInstant(startedAt),
      finishedAt: formatInstant(now),
    },
  };
}
