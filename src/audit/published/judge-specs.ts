import type { DescribedHpa } from '../../hpa/kubectl/described-hpa.ts';
import type { ScalingRules } from '../../hpa/spec.ts';
import type { NamedFinding } from './finding.ts';
import type { Place } from './place-description.ts';
import { fieldsOfDescribed, fieldsOfRow } from './said-status.ts';
import type { DescribedText, WatchedRows } from './testimony.ts';

/** A description and where in a watch it was taken, as far as that can be told. */
export interface PlacedText {
  readonly described: DescribedText;
  readonly places: readonly Place[];
}

/** Bounds, targets and behavior of two descriptions differ only by an edit, and a watch shows every edit. */
export function judgeSpecs(one: PlacedText, other: PlacedText): readonly NamedFinding[] {
  const { file, hpa } = one.described;
  const said = linesOfSpec(hpa);
  const others = linesOfSpec(other.described.hpa);
  const names = [...new Set([...said.keys(), ...others.keys()])];
  return names.flatMap((name): readonly NamedFinding[] => {
    const [own, theirs] = [said.get(name), others.get(name)];
    if (own?.text === theirs?.text) return [];
    const line = own?.line ?? hpa.line;
    const at = `${other.described.file}:${theirs?.line ?? other.described.hpa.line}`;
    const says = `${name} ${own?.text ?? 'none'} differs from ${theirs?.text ?? 'none'} (${at})`;
    const watch = uneditedBetween(one, other);
    return watch === undefined
      ? [
          {
            file,
            standing: 'not-enough',
            line,
            says: `${says}: only if somebody edited the HPA between them`,
          },
        ]
      : [
          {
            file,
            standing: 'impossible',
            line,
            says: `${says}, and no row of ${watch.file} between them is an edit of the HPA`,
          },
        ];
  });
}

interface SaidLine {
  readonly line: number;
  readonly text: string;
}

/** Everything that an edit may change, by what it is. */
function linesOfSpec(hpa: DescribedHpa): ReadonlyMap<string, SaidLine> {
  const lines = new Map<string, SaidLine>(
    fieldsOfDescribed(hpa, hpa.metrics.length)
      .filter(({ isSpec }) => isSpec)
      .map(({ name, line, text }) => [name, { line, text }]),
  );
  const { scaleUp, scaleDown, line = hpa.line } = hpa.behavior ?? {};
  for (const [name, said] of [
    ['scale-up', scaleUp],
    ['scale-down', scaleDown],
  ] as const) {
    if (said === undefined) continue;
    const { rules, windowLine = said.line, policyLines } = said;
    lines.set(`${name} window`, { line: windowLine, text: `${rules.stabilizationWindowSeconds ?? 'unset'}` });
    lines.set(`${name} select policy`, { line: said.line, text: rules.selectPolicy });
    for (const [index, text] of policyTexts(rules).entries())
      lines.set(`${name} policy ${index + 1}`, { line: policyLines[index] ?? line, text });
  }
  return lines;
}

function policyTexts({ policies }: ScalingRules): readonly string[] {
  return policies.map(({ type, value, periodSeconds }) => `${type} ${value} per ${periodSeconds}s`);
}

/** A watch in which both were taken, with no row between them that may be an edit. */
function uneditedBetween(one: PlacedText, other: PlacedText): WatchedRows | undefined {
  for (const place of one.places) {
    const twin = other.places.find(({ watch }) => watch === place.watch);
    if (twin === undefined) continue;
    const both = [...place.rows, ...twin.rows];
    const [first, last] = [Math.min(...both), Math.max(...both)];
    const between = Array.from({ length: last - first }, (_, index) => first + index + 1);
    const rescaled = new Set([...place.rescaled, ...twin.rescaled]);
    if (!between.some((index) => !rescaled.has(index) && mayBeEdit(place.watch, index))) return place.watch;
  }
  return undefined;
}

/** An edit is a row of its own, with the status as it was. */
function mayBeEdit({ rows }: WatchedRows, index: number): boolean {
  const [before, row] = [fieldsOfRow(rows[index - 1]!), fieldsOfRow(rows[index]!)];
  return [...row].every(([name, text]) => !isStatus(name) || before.get(name) === text);
}

function isStatus(name: string): boolean {
  return name === 'replicas' || name.startsWith('metric value');
}
