import { formatMilli } from '../hpa/quantity-text.ts';
import type { HpaReadObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import type { AdapterAnswer } from './adapter.ts';
import { LAB } from './lab-figures.ts';
import type { TwinSpec } from './twin-spec.ts';

/** Puts on record what one sync was answered, as the adapter's audit log has it on the lab. */
export function tellRead(spec: TwinSpec, selector: string, askedAt: Instant, answer: AdapterAnswer): void {
  const answeredAt = askedAt + LAB.readMetric;
  const read: HpaReadObservation = {
    kind: 'hpaRead',
    at: answeredAt,
    askedAt,
    answeredAt,
    metric: spec.scenario.hpa.metric.name,
    selector,
    status: answer.status,
    items:
      answer.status === 200
        ? answer.items.map(({ pod, milli }) => ({ pod, value: formatMilli(milli), timestamp: answeredAt }))
        : [],
    ...(answer.status === 200 ? {} : { detail: answer.problem }),
  };
  spec.loop.at(answeredAt, () => spec.emit(read));
}
