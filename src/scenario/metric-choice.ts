import { type MetricProfileName, PROFILE_NAMES, profileOf } from '../metric/catalogue.ts';
import type { MetricProfile } from '../metric/profile.ts';
import { parseQuantity } from '../units/quantity.ts';
import type { Scenario } from './schema.ts';

/** A mapping as YAML gives it. */
type Mapping = Readonly<Record<string, unknown>>;

/** 20 percent, the target of a scenario that gives none. */
const DEFAULT_PERCENT = 20;

/**
 * Fills in what a scenario as written leaves to its metric profile: the name of the metric, the target, the series and
 * labels of the pipeline, the resource. A profile from the command line stands over what the file says of them, and
 * the file's target is kept as a share of a fully busy GPU.
 */
export function fillFromProfile(raw: Mapping, override: string | undefined): Mapping {
  const written = mappingAt(mappingAt(raw, 'hpa'), 'metric');
  const name = override ?? written.profile;
  if (!isWritable(raw) || name === undefined) return raw;
  const chosen = override === undefined ? raw : withoutChoice(raw, override);
  if (!isProfileName(name)) return chosen;
  const profile = profileOf(name);
  const metric = mappingAt(mappingAt(chosen, 'hpa'), 'metric');
  const averageValue =
    override !== undefined && metric.averageValue !== undefined
      ? targetIn(String(metric.averageValue), profile)
      : (metric.averageValue ?? percentIn(DEFAULT_PERCENT, profile));
  return {
    ...chosen,
    hpa: {
      ...mappingAt(chosen, 'hpa'),
      metric: { name: profile.metric, ...metric, averageValue },
    },
    pipeline: {
      adapterSeries: profile.series,
      honorLabels: profile.honorLabels,
      ...mappingAt(chosen, 'pipeline'),
    },
    workload: { gpuResource: profile.resource, ...mappingAt(chosen, 'workload') },
  };
}

/** A scenario with the profile that was found on its cluster, and the name and labels that the metric has there. */
export function withProfile(
  scenario: Scenario,
  profile: MetricProfile,
  { metric, honorLabels }: { readonly metric: string; readonly honorLabels: boolean },
): Scenario {
  const { hpa, pipeline, workload } = scenario;
  const name = PROFILE_NAMES.find((one) => one === profile.name) ?? 'dcgm';
  const averageValue = targetIn(hpa.metric.averageValue, profile);
  const ofNvidia = workload.gpuResource === profileOf('dcgm').resource;
  return {
    ...scenario,
    hpa: { ...hpa, metric: { profile: name, name: metric, averageValue } },
    pipeline: { ...pipeline, adapterSeries: profile.series, honorLabels },
    workload: ofNvidia ? { ...workload, gpuResource: profile.resource } : workload,
  };
}

/** A target in a profile's unit; one above 1 is a percentage, any other a ratio. */
function targetIn(text: string, profile: MetricProfile): string {
  const value = parseQuantity(text);
  return value === undefined ? text : percentIn(value > 1 ? value : 100 * value, profile);
}

function percentIn(percent: number, { unit }: MetricProfile): string {
  return unit === 'percent' ? String(percent) : `${Math.round(10 * percent)}m`;
}

/** The file without what the profile of the command line replaces. */
function withoutChoice(raw: Mapping, profile: string): Mapping {
  const { name: _name, ...metric } = mappingAt(mappingAt(raw, 'hpa'), 'metric');
  const { adapterSeries: _series, honorLabels: _labels, ...pipeline } = mappingAt(raw, 'pipeline');
  const { gpuResource: _resource, ...workload } = mappingAt(raw, 'workload');
  return {
    ...raw,
    hpa: { ...mappingAt(raw, 'hpa'), metric: { ...metric, profile } },
    pipeline,
    workload,
  };
}

/** Whether nothing in the way is of a wrong type; what is has a fault of its own, and stays as it was written. */
function isWritable(raw: Mapping): boolean {
  const parts = [raw.hpa, raw.pipeline, raw.workload, mappingAt(raw, 'hpa').metric];
  return parts.every((part) => part === undefined || isMapping(part));
}

function mappingAt(from: Mapping, key: string): Mapping {
  const value = from[key];
  return isMapping(value) ? value : {};
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isProfileName(name: unknown): name is MetricProfileName {
  return PROFILE_NAMES.some((one) => one === name);
}
