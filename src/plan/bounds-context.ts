import type { Scenario } from '../scenario/schema.ts';
import type { LoadShape } from './load-shape.ts';
import type { Timing } from './timing.ts';

/** What bounds are computed from. */
export interface BoundsContext {
  readonly scenario: Scenario;
  readonly timing: Timing;
  readonly shape: LoadShape;
}
