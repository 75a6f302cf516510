import type {
  DescribedCondition,
  DescribedEvent,
  DescribedHpa,
  DescribedMetric,
  DescribedPods,
  Said,
  UnreadLine,
} from './described-hpa.ts';
import { parseBehavior } from './parse-behavior.ts';
import { METRIC_LINE, parseMetricLine } from './parse-metric-line.ts';
import { parseCondition, parseDescribedEvent } from './parse-rows.ts';
import type { Line, TextBlock } from './text-block.ts';

/** Reads one block of `kubectl describe hpa`, as kubectl v1.36 prints autoscaling/v2; what it cannot read it lists. */
export function parseDescribe(block: TextBlock): DescribedHpa {
  const sections = sectionsOf(block.lines);
  const unread: UnreadLine[] = [];
  const of = (key: string) => sections.find((one) => one.key === key);
  const say = <T>(section: Section | undefined, expected: string, read: (text: string) => T | undefined) =>
    sayOrRegret(section, expected, read, unread);
  const each = <T>(key: string, expected: string, read: (line: Line) => T | undefined): readonly T[] =>
    (of(key)?.below ?? [])
      .filter(isNoHeading)
      .flatMap((line) => read(line) ?? regret(unread, line, expected));
  const behavior = behaviorOf(of('Behavior'), unread);
  return {
    line: block.lines[0]?.number ?? 1,
    name: of('Name')?.rest ?? '',
    namespace: of('Namespace')?.rest,
    created: of('CreationTimestamp')?.rest,
    target: say(of('Reference'), '`Kind/name`', readTarget),
    metrics: each<DescribedMetric>('Metrics', METRIC_LINE, parseMetricLine),
    minReplicas: say(of('Min replicas'), 'a whole number or `<unset>`', readMinimum),
    maxReplicas: say(of('Max replicas'), 'a whole number', readWhole),
    behavior,
    pods: say(
      sections.find(({ key }) => key.endsWith(' pods')),
      '`N current / N desired`',
      readPods,
    ),
    conditions: each<DescribedCondition>(
      'Conditions',
      'a type, a status, a reason and a message',
      parseCondition,
    ),
    events:
      of('Events') &&
      each<DescribedEvent>('Events', 'a type, a reason, an age, a source and a message', parseDescribedEvent),
    unread: unread.sort((a, b) => a.line - b.line),
  };
}

/** A line that starts at the margin with a known key, and the lines below it. */
interface Section {
  readonly key: string;
  readonly line: Line;
  readonly rest: string;
  readonly below: Line[];
}

const KEY =
  /^(Name|Namespace|Labels|Annotations|CreationTimestamp|Reference|Metrics|Min replicas|Max replicas|Behavior|[A-Z][A-Za-z]* pods|Conditions|Events):(?:\s+(.*))?$/;

function sectionsOf(lines: readonly Line[]): readonly Section[] {
  const sections: Section[] = [];
  for (const line of lines) {
    const match = KEY.exec(line.text);
    if (match !== null) sections.push({ key: match[1]!, line, rest: (match[2] ?? '').trim(), below: [] });
    else sections.at(-1)?.below.push(line);
  }
  return sections;
}

/** The heads of the two tables. */
function isNoHeading({ text }: Line): boolean {
  return !/^\s*(Type\s+(Status|Reason)\s|----\s)/.test(text);
}

function regret(unread: UnreadLine[], { number, text }: Line, expected: string): readonly [] {
  unread.push({ line: number, text: text.trim(), expected });
  return [];
}

function sayOrRegret<T>(
  section: Section | undefined,
  expected: string,
  read: (text: string) => T | undefined,
  unread: UnreadLine[],
): Said<T> | undefined {
  if (section === undefined) return undefined;
  const value = read(section.rest);
  for (const line of section.below) regret(unread, line, 'a key of kubectl describe at the margin');
  if (value !== undefined) return { line: section.line.number, value };
  regret(unread, section.line, `${section.key}: ${expected}`);
  return undefined;
}

function behaviorOf(section: Section | undefined, unread: UnreadLine[]): DescribedHpa['behavior'] {
  if (section === undefined) return undefined;
  const parsed = parseBehavior(section.line, section.below);
  unread.push(...parsed.unread);
  return parsed.behavior;
}

function readTarget(text: string): { readonly kind: string; readonly name: string } | undefined {
  const match = /^([^/\s]+)\/(\S+)$/.exec(text);
  return match === null ? undefined : { kind: match[1]!, name: match[2]! };
}

function readWhole(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** `<unset>` means 1, as the API server has it. */
function readMinimum(text: string): number | undefined {
  return text === '<unset>' ? 1 : readWhole(text);
}

function readPods(text: string): DescribedPods | undefined {
  const match = /^(\d{1,9}) current \/ (\d{1,9}) desired$/.exec(text);
  return match === null ? undefined : { current: Number(match[1]), desired: Number(match[2]) };
}
