import { crossFlaws } from './cross-rules.ts';
import { explainIssue } from './explain-issue.ts';
import { type Flaw, type ScenarioFault, ScenarioFileError } from './fault.ts';
import { fillFromProfile } from './metric-choice.ts';
import { type Scenario, scenarioSchema } from './schema.ts';
import { parseYaml } from './yaml-source.ts';

/** What the command line sets over the file. */
export interface ScenarioOverrides {
  readonly target?: Scenario['target'];
  readonly context?: string;
  readonly seed?: number;
  /** A metric profile, or `auto`. */
  readonly metric?: string | undefined;
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
  const raw = fillFromProfile({ ...source.value, ...given(others) }, metric);
  const parsed = scenarioSchema.safeParse(raw);
  const flaws: readonly Flaw[] = [
    ...(parsed.error?.issues.flatMap((issue) => explainIssue(issue, raw)) ?? []),
    ...crossFlaws(raw),
  ];
  const faults = [...source.faults, ...flaws.map((flaw) => source.place(flaw))];
  if (parsed.success && faults.length === 0) return { ok: true, scenario: parsed.data };
  return { ok: false, faults: faults.sort((a, b) => a.line - b.line || a.column - b.column) };
}

function given(overrides: ScenarioOverrides): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
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
