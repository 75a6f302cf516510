import type { Clock } from '../clock/clock.ts';
import { pollUntil } from '../clock/poll.ts';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { labPaths } from './lab-folder.ts';
import { askHealth, askSupervisor } from './supervisor/ask-supervisor.ts';
import { identify, stillRuns } from './supervisor/proc.ts';
import { killLabProcesses, removeLabFiles } from './supervisor/sweep.ts';

const GOOD_ORDER_MS = 20_000;

/** What `labDown` found and did. */
export interface LabDownResult {
  /** Whether a lab was running. */
  readonly wasRunning: boolean;
}

/**
 * Takes the lab in `folder` down, whatever is left of it: in good order when its supervisor answers, by force when it
 * does not. Nothing of it runs, listens or lies about afterwards, its logs excepted; asked twice, it does nothing.
 */
export async function labDown(spec: {
  readonly folder: string;
  readonly clock: Clock;
}): Promise<LabDownResult> {
  const paths = labPaths(spec.folder);
  const health = await askHealth();
  const wasRunning = health?.folder === spec.folder;
  if (wasRunning) {
    const supervisor = identify(health.pid);
    await askSupervisor('POST', '/shutdown');
    await pollUntil(
      spec.clock,
      GOOD_ORDER_MS,
      async () => {
        if (supervisor === undefined || !stillRuns(supervisor)) return { value: true };
        return { seen: 'its supervisor still runs' };
      },
      { intervalsMs: [20, 50] },
    );
  }
  const left = await killLabProcesses(paths, spec.clock);
  if (left.length > 0) {
    throw new ScaleproofError('target-unavailable', `the lab's processes would not die: ${left.join(', ')}`, {
      hint: 'a process that hangs in the kernel dies only with the machine; read dmesg',
    });
  }
  await removeLabFiles(paths);
  return { wasRunning };
}
