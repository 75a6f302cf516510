import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { runToEnd } from '../../process/run.ts';
import type { ToolchainComponent } from './components.ts';

const VERSION_MS = 20_000;

/** What a program said of its version: the right one, or a sentence on what is wrong. */
export type VersionCheck = { readonly right: true } | { readonly right: false; readonly seen: string };

/** Asks a program for its version and compares it with the pinned one. */
export async function checkVersion(component: ToolchainComponent, path: string): Promise<VersionCheck> {
  if (component.versionArgs === undefined) return { right: true };
  const asked = await runToEnd(path, component.versionArgs, { timeoutMs: VERSION_MS });
  if (!asked.ok) return { right: false, seen: `it could not be run: ${asked.stderr.trim().split('\n')[0]}` };
  const found = /\bv?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?)/.exec(asked.stdout)?.[1];
  return found === component.version
    ? { right: true }
    : { right: false, seen: `it is ${found ?? 'of no known version'}` };
}

/** The program of that name on the search path (`PATH` as the shell writes it), when its version is the pinned one. */
export async function findOnPath(
  component: ToolchainComponent,
  searchPath: string,
): Promise<string | undefined> {
  if (component.versionArgs === undefined) return undefined;
  for (const folder of searchPath.split(delimiter)) {
    if (folder === '') continue;
    const path = join(folder, component.name);
    if (isExecutable(path) && (await checkVersion(component, path)).right) return path;
  }
  return undefined;
}

/** Takes a program that the caller named instead of the pinned one; throws when its version is another. */
export async function takeGiven(component: ToolchainComponent, path: string): Promise<string> {
  const checked = await checkVersion(component, path);
  if (checked.right) return path;
  throw new ScaleproofError(
    'target-unavailable',
    `${path} cannot serve as ${component.name} ${component.version}: ${checked.seen}`,
    { hint: `name a ${component.name} ${component.version}, or leave it out to have it built` },
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
