import type { Clock } from '../../clock/clock.ts';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { Component, ComponentWatch } from './components.ts';
import type { ApiReply, ApiRoute } from './http-api.ts';
import type { Reaper } from './reaper.ts';
import { restartComponent } from './restart-component.ts';

/** Body of `POST /restart`: a process of the control plane that is killed and started again as it was. */
export interface RestartCall {
  /** As kwokctl names it: `kube-controller-manager`, `kube-apiserver`, ... */
  readonly component: string;
  /** How long it is kept down, milliseconds; default 0. */
  readonly downMs?: number;
  /** Flags, without dashes, that it gets instead of those it has; default none. */
  readonly flags?: Readonly<Record<string, string>>;
}

/** What `POST /restart` answers. */
export interface RestartReport {
  readonly component: string;
  readonly killed: number;
  readonly started: number;
}

/** What the route needs of the supervisor. */
export interface RestartParts {
  readonly watch: ComponentWatch;
  readonly pidFolder: string;
  readonly reaper: Pick<Reaper, 'register' | 'forget'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A component that does not come back. */
  readonly onLost: (component: Component) => void;
}

/** The route that restarts a process of the control plane, as a fault: the lab is not broken by it. */
export function restartRoute(parts: RestartParts): ApiRoute {
  return async ({ body }) => {
    const { component: name = '', downMs = 0, flags = {} } = (body ?? {}) as Partial<RestartCall>;
    const component = parts.watch.release(name);
    if (component === undefined) {
      return { status: 404, body: { error: `no process "${name}" of the control plane runs` } };
    }
    return await restart(parts, component, { downMs, flags });
  };
}

async function restart(
  parts: RestartParts,
  component: Component,
  how: { readonly downMs: number; readonly flags: Readonly<Record<string, string>> },
): Promise<ApiReply> {
  const { reaper, watch } = parts;
  try {
    const again = await restartComponent({ ...parts, ...how, component });
    reaper.register(again.process.pid);
    reaper.forget(component.process.pid);
    watch.take(again);
    const report = { component: component.name, killed: component.process.pid, started: again.process.pid };
    return { body: report satisfies RestartReport };
  } catch (error) {
    parts.onLost(component);
    return { status: 500, body: { error: errorText(error) } };
  }
}
