import { errorText } from '../errors/scaleproof-error.ts';
import type { HpaSpec } from '../hpa/spec.ts';
import { fieldsOf } from '../hpa/wire/fields.ts';
import { readHpaSpec } from '../hpa/wire/hpa-spec.ts';
import type { HpaSpecObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

/** A spec of the HPA, and from when on it was in force. */
export interface DatedSpec {
  readonly from: Instant;
  readonly spec: HpaSpec;
  /** What told of it; absent where only the plan does. */
  readonly told?: HpaSpecObservation;
  /** Why it could not be read; `spec` is the one before it then. */
  readonly problem?: string;
}

/** A spec that may have been in force in a moment. */
export interface SpecThen extends DatedSpec {
  /** The edit that this one has and the likeliest has not, or the other way round. */
  readonly edit?: HpaSpecObservation;
}

/** The specs on record in order of time; what was in force before the first one is taken to have been that one. */
export function datedSpecs(
  told: readonly HpaSpecObservation[],
  planned: HpaSpec,
): readonly [DatedSpec, ...DatedSpec[]] {
  const dated: DatedSpec[] = [];
  for (const one of told) {
    const from = dated.length === 0 ? Number.NEGATIVE_INFINITY : one.at;
    dated.push({ from, told: one, ...readSpec(one, dated.at(-1)?.spec ?? planned) });
  }
  const [first = { from: Number.NEGATIVE_INFINITY, spec: planned }, ...others] = dated;
  return [first, ...others];
}

function readSpec(one: HpaSpecObservation, before: HpaSpec): Pick<DatedSpec, 'spec' | 'problem'> {
  try {
    return { spec: readHpaSpec(fieldsOf(one.spec, 'spec')) };
  } catch (error) {
    return { spec: before, problem: errorText(error) };
  }
}

/**
 * The specs that may have been in force at an instant, the likeliest first: the one that our watch had seen, and those
 * that it saw within `fluxMs` of it, because the controller's watch brings the same edit not in the same moment.
 */
export function specsAround(
  specs: readonly DatedSpec[],
  at: Instant,
  fluxMs: number,
): readonly [SpecThen, ...SpecThen[]] {
  const last = specs.findLastIndex((one) => one.from <= at);
  const likeliest = specs[Math.max(0, last)]!;
  const earlier = specs.filter((_, index) => index < last && specs[index + 1]!.from > at - fluxMs);
  const later = specs.filter((one, index) => index > last && one.from <= at + fluxMs);
  const before = earlier.map((one) => withEdit(one, likeliest.told));
  return [likeliest, ...before, ...later.map((one) => withEdit(one, one.told))];
}

function withEdit(one: DatedSpec, edit: HpaSpecObservation | undefined): SpecThen {
  return edit === undefined ? one : { ...one, edit };
}
