import { readFile } from 'node:fs/promises';
import { labPaths } from './lab-folder.ts';
import type { RunningLab } from './running-lab.ts';
import { askHealth } from './supervisor/ask-supervisor.ts';
import { identify } from './supervisor/proc.ts';

/** The lab that runs in `folder`; `undefined` when none does, or what is written there is of one that is gone. */
export async function findLab(spec: { readonly folder: string }): Promise<RunningLab | undefined> {
  const lab = await readLab(spec.folder);
  if (lab === undefined) return undefined;
  const health = await askHealth();
  const lives =
    health?.pid === lab.supervisorPid && health.folder === lab.folder && health.phase !== 'stopping';
  return lives ? lab : undefined;
}

/** What `lab.json` says, whether or not that lab lives. */
export async function readLab(folder: string): Promise<RunningLab | undefined> {
  try {
    return JSON.parse(await readFile(labPaths(folder).labFile, 'utf8')) as RunningLab;
  } catch {
    // No file: no lab. It is written whole or not at all.
    return undefined;
  }
}

/** Why the lab that ran in `folder` will never answer again; `undefined` while it may: nobody revives a dead part of it. */
export async function whyLost(spec: { readonly folder: string }): Promise<string | undefined> {
  const lab = await readLab(spec.folder);
  if (lab === undefined || identify(lab.supervisorPid) === undefined) {
    return 'the lab is gone: its supervisor does not run any more';
  }
  return lab.broken === undefined ? undefined : `${lab.broken.component} of the lab died at ${lab.broken.at}`;
}
