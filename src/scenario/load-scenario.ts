import { crossFlaws } from './cross-rules.ts';
import { explainIssue } from './explain-issue.ts';
import { type Flaw, type ScenarioFault, ScenarioFileError } from './fault.ts';
import { fillFromProfile } from './metric-choice.ts';
import { type Scenario, type ScenarioFile, scenarioSchema } from './schema.ts';
import { parseYaml } from './yaml-source.ts';

/** What the command line sets over the file. */
export interface ScenarioOverrides {
  readonly target?: Scenario['target'];
  readonly context?: string;
  readonly seed?: number;
  /** A metric profile, or `auto`. */
  readonly metric?: string | undefined;
  readonly prometheus?: PrometheusOverride;
}

type WrittenPrometheus = NonNullable<ScenarioFile['prometheus']>;

/** What the command line says of Prometheus. */
export interface PrometheusOverride {
  /** Another server than the file's. */
  readonly way?: Pick<WrittenPrometheus, 'url' | 'service'>;
  readonly auth?: object;
  readonly tls?: object;
}

/** A scenario file looked through: the complete scenario, or everything that is wrong with it. */
export type ScenarioReading =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly faults: readonly ScenarioFault[] };

/**
 * Looks through a scenario file and reports all of its faults at once, each with its place; never throws.
 * `path` is only quoted.
 */
export function checkScenario(
  text: string,
  path: string,
  overrides: ScenarioOverrides = {},
): ScenarioReading {
  const source = parseYaml(text, path);
  if (source.value === undefined) return { ok: false, faults: source.faults };
  if (source.value === null) {
    return {
      ok: false,
      faults: [source.place({ path: [], message: 'the file is empty; expected a scenario' })],
    };
  }
  if (typeof source.value !== 'object' || Array.isArray(source.value)) {
    const found = Array.isArray(source.value) ? 'a list' : `a ${typeof source.value}`;
    const message = `expected a mapping with name, load and assertions, found ${found}`;
    return { ok: false, faults: [...source.faults, source.place({ path: [], message })] };
  }
  const { metric, ...others } = overrides;
  const raw = fillFromProfile(withOverrides(source.value, others), metric);
  const parsed = scenarioSchema.safeParse(raw);
  const flaws: readonly Flaw[] = [
    ...(parsed.error?.issues.flatMap((issue) => explainIssue(issue, raw)) ?? []),
    ...crossFlaws(raw),
  ];
  const faults = [...source.faults, ...flaws.map((flaw) => source.place(flaw))];
  if (parsed.success && faults.length === 0) return { ok: true, scenario: parsed.data };
  return { ok: false, faults: faults.sort((a, b) => a.line - b.line || a.column - b.column) };
}

function withOverrides(
  value: object,
  { prometheus, ...simple }: ScenarioOverrides,
): Readonly<Record<string, unknown>> {
  const given = Object.entries(simple).filter(([, one]) => one !== undefined);
  const raw = { ...value, ...Object.fromEntries(given) };
  if (prometheus === undefined) return raw;
  return { ...raw, prometheus: withServer(Reflect.get(raw, 'prometheus'), prometheus) };
}

/** What the file shows to its own server is never shown to another one. */
function withServer(written: unknown, { way, auth, tls }: PrometheusOverride): object {
  const { adapter, ...own } = (written ?? {}) as { readonly adapter?: unknown };
  return {
    ...(way ?? own),
    ...(auth ? { auth } : {}),
    ...(tls ? { tls } : {}),
    ...(adapter === undefined ? {} : { adapter }),
  };
}

/**
 * Reads a scenario file's text to a complete scenario: every default filled in, durations in milliseconds.
 * Throws a ScenarioFileError (code `usage`) that lists every fault as `file:line:column: path: message`.
 */
export function readScenario(
  text: string,
  path: string,
  overrides: ScenarioOverrides = {},
): { readonly scenario: Scenario } {
  const reading = checkScenario(text, path, overrides);
  if (!reading.ok) throw new ScenarioFileError(path, reading.faults);
  return { scenario: reading.scenario };
}
