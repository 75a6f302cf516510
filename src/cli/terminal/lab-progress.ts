import type { LabProgress } from '../../lab/lab.ts';
import { formatDuration } from '../../units/duration.ts';

/** Says what bringing the lab up is at, in one line. */
export function describeLabProgress(told: LabProgress): string {
  if (told.kind === 'step') return `lab: ${told.step}`;
  const { progress } = told;
  switch (progress.event) {
    case 'started':
      return `toolchain: building ${progress.component} ${progress.version} (${progress.position} of ${progress.total})`;
    case 'finished':
      return `toolchain: built ${progress.component} in ${formatDuration(progress.tookMs ?? 0)}`;
    case 'waiting':
      return `toolchain: waiting for the build of process ${progress.holderPid}`;
    case 'warning':
      return `toolchain: ${progress.text}`;
  }
}
