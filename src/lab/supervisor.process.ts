import { mkdir, rm } from 'node:fs/promises';
import { systemClock } from '../clock/system-clock.ts';
import { errorText } from '../errors/scaleproof-error.ts';
import { formatInstant } from '../units/instant.ts';
import { LAB_ADDRESS, labPaths } from './lab-folder.ts';
import type { RunningLab } from './running-lab.ts';
import { bringUp, writeLab, writeStartError } from './supervisor/bring-up.ts';
import { type Component, watchComponents } from './supervisor/components.ts';
import type { SupervisorConfig, SupervisorHealth } from './supervisor/config.ts';
import { startHttpApi } from './supervisor/http-api.ts';
import { startReaper } from './supervisor/reaper.ts';
import { restartRoute } from './supervisor/restart.ts';
import { killLabProcesses, removeLabFiles } from './supervisor/sweep.ts';

/** The supervisor: one long-lived process that owns the lab. Its argument is a SupervisorConfig as JSON. */
const config = JSON.parse(process.argv[2] ?? '') as SupervisorConfig;
const paths = labPaths(config.folder);
const ending = new AbortController();
let health: SupervisorHealth = {
  phase: 'starting',
  step: 'starting',
  pid: process.pid,
  folder: config.folder,
  profile: config.profile,
};

function say(text: string): void {
  process.stdout.write(`${formatInstant(systemClock.now())} ${text}\n`);
}

function move(phase: SupervisorHealth['phase'], step: string): void {
  health = { ...health, phase, step };
  say(`${phase}: ${step}`);
}

async function live(): Promise<void> {
  // Listening comes first: whoever has the address owns the machine's one lab, and nobody else may touch its files.
  const api = await startHttpApi(LAB_ADDRESS);
  await rm(paths.startErrorFile, { force: true });
  await mkdir(paths.logs, { recursive: true });
  const reaper = startReaper(paths, (pid) => say(`the reaper (pid ${pid}) died; another one was started`));
  api.add({
    'GET /healthz': () => ({ body: health, status: health.phase === 'broken' ? 503 : 200 }),
    'POST /shutdown': () => {
      ending.abort(new Error('asked to shut down'));
      return { status: 202, body: { shuttingDown: true } };
    },
  });
  try {
    await using stops = new AsyncDisposableStack();
    const { lab, components, routes } = await bringUp({
      config,
      paths,
      stops,
      signal: ending.signal,
      onStep: (step) => move('starting', step),
      reaper,
      say,
    });
    const onLost = (component: Component) => void reportDeath(lab, component);
    const watch = watchComponents(components, onLost);
    stops.defer(() => watch.stop());
    const restarts = { watch, reaper, onLost, pidFolder: paths.controlPlanePids, clock: systemClock };
    api.add({ ...routes, 'POST /restart': restartRoute({ ...restarts, signal: ending.signal }) });
    await writeLab(paths, lab);
    move('ready', 'up');
    await new Promise<void>((resolve) => {
      if (ending.signal.aborted) resolve();
      ending.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    move('stopping', `going down: ${errorText(ending.signal.reason)}`);
  } catch (error) {
    say(`could not come up: ${errorText(error)}`);
    await writeStartError(paths, error);
    process.exitCode = 1;
  }
  const left = await killLabProcesses(paths, systemClock, {
    spare: reaper.pid === undefined ? [] : [reaper.pid],
  });
  if (left.length > 0) say(`would not die: ${left.join(', ')}`);
  await removeLabFiles(paths);
  await reaper.dismiss();
  await api.close();
  say('gone');
}

async function reportDeath(lab: RunningLab, component: Component): Promise<void> {
  if (ending.signal.aborted) return;
  const at = formatInstant(systemClock.now());
  move('broken', `broken: ${component.name} (pid ${component.process.pid}) died`);
  await writeLab(paths, { ...lab, broken: { component: component.name, at } });
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => ending.abort(new Error(`${name} received`)));
}
process.on('unhandledRejection', (error) => {
  say(`a fault of the lab's own: ${error instanceof Error ? error.stack : String(error)}`);
});

try {
  await live();
  process.exit();
} catch (error) {
  say(`did not start: ${errorText(error)}`);
  process.exit(1);
}
