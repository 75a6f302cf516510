import { PROFILE_NAMES, profileOf } from '../metric/catalogue.ts';
import { fullScale } from '../metric/profile.ts';
import type { Flaw, Path } from './fault.ts';
import { numberAt, textAt } from './raw-reading.ts';

const PROFILE: Path = ['hpa', 'metric', 'profile'];
const TARGET: Path = ['hpa', 'metric', 'averageValue'];

/** The rules that tie the metric profile to the target of the run and to the unit of the HPA's. */
export function metricFlaws(root: unknown): readonly Flaw[] {
  const written = textAt(root, PROFILE);
  const target = textAt(root, ['target']) ?? 'lab';
  if (written === 'auto' && target !== 'cluster') {
    const message = `auto looks at what a cluster has, found target ${target}, which brings its own; name one of ${PROFILE_NAMES.join(', ')}`;
    return [{ path: PROFILE, message }];
  }
  const name = PROFILE_NAMES.find((one) => one === written);
  if (name === undefined) return [];
  const profile = profileOf(name);
  if (target === 'twin' && profile.sharedBy > 1) {
    return [{ path: PROFILE, message: `not with target twin: it models no GPUs that pods share` }];
  }
  const value = numberAt(root, TARGET);
  if (value === undefined) return [];
  const most = fullScale(profile);
  if (value > most) {
    const meant = most === 1 ? `; ${value} percent is ${Math.round(10 * value)}m` : '';
    const message = `expected at most ${most}, found ${value}: ${profile.series} is ${most === 1 ? 'a ratio from 0 to 1' : 'a percentage'}${meant}`;
    return [{ path: TARGET, message }];
  }
  if (most === 100 && value > 0 && value < 1) {
    const message = `expected a percentage, found ${value}: ${profile.series} goes from 0 to 100; did you mean ${100 * value}?`;
    return [{ path: TARGET, message }];
  }
  return [];
}
