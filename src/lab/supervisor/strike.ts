import type { NodeAgent } from '../node/node-agent.ts';
import type { ApiReply, ApiRoute } from './http-api.ts';

/** Body of `POST /strike`: whose process is killed. */
export interface StrikeOrder {
  readonly component: 'prometheus' | 'prometheus-adapter' | 'dcgm-exporter' | 'serving-pod';
  /** Only this pod; without, the first one found. */
  readonly pod?: string;
  readonly namespace?: string;
  /** Default SIGKILL. */
  readonly signal?: NodeJS.Signals;
  /** How long the container is kept down before it is started again, milliseconds; default 0. */
  readonly downMs?: number;
}

/** What was hit, as `namespace/pod/container`. */
export interface StrikeReport {
  readonly hit: readonly string[];
}

const COMPONENTS = new Set(['prometheus', 'prometheus-adapter', 'dcgm-exporter', 'serving-pod']);

/** The route that kills the process of one pod, as a fault. */
export function strikeRoute(agent: NodeAgent): ApiRoute {
  return ({ body }) => {
    const order = body as StrikeOrder | undefined;
    if (order === undefined || !COMPONENTS.has(order.component)) {
      return { status: 400, body: { error: `component is one of ${[...COMPONENTS].join(', ')}` } };
    }
    return strike(agent, order);
  };
}

function strike(agent: NodeAgent, order: StrikeOrder): ApiReply {
  const component = order.component === 'serving-pod' ? 'serving' : order.component;
  const victim = agent
    .pods()
    .find(
      (pod) =>
        (order.pod === undefined || pod.name === order.pod) &&
        (order.namespace === undefined || pod.namespace === order.namespace) &&
        pod.containers.some((one) => one.component === component && one.pid !== undefined),
    );
  if (victim === undefined) {
    return { status: 404, body: { error: `no process of ${order.component} runs on the lab` } };
  }
  const hit = agent.strike(
    { component, namespace: victim.namespace, pod: victim.name },
    {
      ...(order.signal === undefined ? {} : { signal: order.signal }),
      ...(order.downMs === undefined ? {} : { downMs: order.downMs }),
    },
  );
  return { body: { hit } satisfies StrikeReport };
}
