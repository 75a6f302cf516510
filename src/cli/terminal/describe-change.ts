import type { Observation } from '../../sample/observation.ts';

/** Says an observation in a few words when it is a change that a reader follows; `undefined` for the steady flow. */
export function describeChange(seen: Observation): string | undefined {
  switch (seen.kind) {
    case 'load':
      return describeLoad(seen);
    case 'replicas':
      return `replicas: desired ${seen.desired}, running ${seen.current}, ready ${seen.ready}`;
    case 'pod':
      return seen.change === 'started'
        ? undefined
        : `pod ${seen.pod} ${seen.change}${seen.detail ? `: ${seen.detail}` : ''}`;
    case 'event':
      return seen.type === 'Warning' || seen.reason === 'SuccessfulRescale'
        ? `${seen.object} ${seen.reason}: ${seen.message}`
        : undefined;
    case 'gap':
      return seen.to === null ? `blind: ${seen.source}: ${seen.reason}` : `seeing again: ${seen.source}`;
    case 'component':
      return `${seen.component} ${seen.change}${seen.detail ? `: ${seen.detail}` : ''}`;
    case 'hpa':
    case 'hpaSpec':
    case 'endpoints':
    case 'gpus':
    case 'gpu':
    case 'customMetric':
    case 'hpaRead':
    case 'request':
    case 'image':
    case 'serverCount':
      return undefined;
  }
}

function describeLoad(seen: Extract<Observation, { kind: 'load' }>): string {
  switch (seen.edge) {
    case 'start':
      return 'load starts';
    case 'stage-start':
      return `stage ${seen.stage ?? '?'} starts`;
    case 'stage-end':
      return `stage ${seen.stage ?? '?'} ends`;
    case 'stop':
      return `load is told to stop: ${seen.detail ?? 'no word on how'}`;
    case 'stopped':
      return `load ${seen.completed === false ? 'did not stop' : 'has stopped'}: ${seen.detail ?? 'no word on how'}`;
    case 'end':
      return seen.completed === false ? `load ended early: ${seen.detail ?? 'no reason given'}` : 'load ends';
  }
}
