import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { findLab } from './find-lab.ts';
import { labPaths } from './lab-folder.ts';
import type { RunningLab } from './running-lab.ts';
import { readComponents } from './supervisor/components.ts';

/** One process of the lab as `lab status` shows it. */
export interface ComponentStatus {
  readonly name: string;
  readonly pid: number;
  /** Resident memory, bytes. */
  readonly memoryBytes: number;
}

/** How the lab is. */
export interface LabStatus {
  readonly lab: RunningLab;
  readonly components: readonly ComponentStatus[];
}

/** How the lab in `folder` is; `undefined` when none runs there. */
export async function labStatus(spec: { readonly folder: string }): Promise<LabStatus | undefined> {
  const lab = await findLab(spec);
  if (lab === undefined) return undefined;
  const found = readComponents(labPaths(spec.folder).controlPlanePids);
  const processes = [
    { name: 'supervisor', pid: lab.supervisorPid },
    ...found.map(({ name, process }) => ({ name, pid: process.pid })),
  ];
  const components = await Promise.all(
    processes.map(async (one) => ({ ...one, memoryBytes: await residentBytes(one.pid) })),
  );
  return { lab, components };
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

/**
 * The log of one component: `supervisor`, `reaper`, `etcd`, `kube-apiserver`, ..., or a container's as
 * `<namespace>/<pod>/<container>`. Also after the lab's end, as long as its folder keeps them.
 */
export async function labLogs(spec: {
  readonly folder: string;
  readonly component: string;
}): Promise<string> {
  const logs = await listLogs(spec.folder);
  const path = logs.get(spec.component);
  if (path !== undefined) return await readFile(path, 'utf8');
  throw new ScaleproofError('usage', `the lab has no log of "${spec.component}"`, {
    hint: logs.size === 0 ? 'no lab has run in this folder' : `there are: ${[...logs.keys()].join(', ')}`,
  });
}

/** The lab's log files by component name. */
export async function listLogs(folder: string): Promise<ReadonlyMap<string, string>> {
  const paths = labPaths(folder);
  const own = await Promise.all([paths.logs, paths.controlPlaneLogs].map((place) => logsIn(place, '')));
  const pods = await Promise.all(
    (await list(paths.pods)).map((pod) => logsIn(join(paths.pods, pod), `${pod.replace('_', '/')}/`)),
  );
  return new Map([...own, ...pods].flat());
}

async function logsIn(folder: string, prefix: string): Promise<readonly (readonly [string, string])[]> {
  const files = (await list(folder)).filter((name) => name.endsWith('.log'));
  return files.map((name) => [`${prefix}${name.replace(/\.log$/, '')}`, join(folder, name)] as const);
}

async function list(folder: string): Promise<readonly string[]> {
  return await readdir(folder).then(
    (names) => names.sort(),
    () => [],
  );
}
