import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, type ProcessIdentity, stillRuns } from './proc.ts';

/** A process of the control plane, by the name kwokctl gives it. */
export interface Component {
  readonly name: string;
  readonly process: ProcessIdentity;
}

const LOOK_MS = 500;

/** The control plane's processes, from the pid files that kwokctl wrote. */
export function readComponents(pidFolder: string): readonly Component[] {
  return readdirSync(pidFolder)
    .sort()
    .flatMap((file) => {
      const found = identify(Number(readFileSync(join(pidFolder, file), 'utf8').trim()));
      return found === undefined ? [] : [{ name: file.replace(/\.pid$/, ''), process: found }];
    });
}

/** Looks after components. */
export interface ComponentWatch {
  /** Looks after one no longer, because it is about to be killed on purpose; `undefined` when it does not run. */
  release(name: string): Component | undefined;
  /** Looks after one more. */
  take(component: Component): void;
  stop(): void;
}

/** Looks twice a second whether the components still run; tells once of each that died. */
export function watchComponents(
  components: readonly Component[],
  onDied: (component: Component) => void,
): ComponentWatch {
  let alive = components;
  const timer = setInterval(() => {
    const dead = alive.filter((component) => !stillRuns(component.process));
    if (dead.length === 0) return;
    alive = alive.filter((component) => !dead.includes(component));
    for (const component of dead) onDied(component);
  }, LOOK_MS);
  return {
    release: (name) => {
      const found = alive.find((component) => component.name === name && stillRuns(component.process));
      if (found !== undefined) alive = alive.filter((component) => component !== found);
      return found;
    },
    take: (component) => {
      alive = [...alive, component];
    },
    stop: () => clearInterval(timer),
  };
}
