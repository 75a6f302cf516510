import type { AssertionKind } from '../scenario/schema.ts';
import type { Assertion } from './assertion.ts';
import { dutyCycleZero } from './duty-cycle-zero.ts';
import { errorRate } from './error-rate.ts';
import { gpusReleased } from './gpus-released.ts';
import { hpaFollowsSpec } from './hpa-follows-spec.ts';
import { hpaHealthy } from './hpa-healthy.ts';
import { hpaUnchanged } from './hpa-unchanged.ts';
import { imagesStyled } from './images-styled.ts';
import { latency } from './latency.ts';
import { loadStops } from './load-stops.ts';
import { metricBeforeScaleOut } from './metric-before-scale-out.ts';
import { noFlapping } from './no-flapping.ts';
import { noRequestLost } from './no-request-lost.ts';
import { replicasWithin } from './replicas-within.ts';
import { scalesIn } from './scales-in.ts';
import { scalesOut } from './scales-out.ts';

/** Every kind of assertion by its name in a scenario. */
export const ASSERTIONS = {
  scalesOut,
  replicasWithin,
  metricBeforeScaleOut,
  dutyCycleZero,
  scalesIn,
  gpusReleased,
  noFlapping,
  latency,
  errorRate,
  noRequestLost,
  loadStops,
  imagesStyled,
  hpaHealthy,
  hpaFollowsSpec,
  hpaUnchanged,
} satisfies { readonly [K in AssertionKind]: Assertion<K> };
