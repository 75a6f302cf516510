import type { DescribedEvent, DescribedHpa, UnreadLine } from '../../hpa/kubectl/described-hpa.ts';
import { parseDescribe } from '../../hpa/kubectl/parse-describe.ts';
import { parseEventRow } from '../../hpa/kubectl/parse-rows.ts';
import { parseTable, type TableRow } from '../../hpa/kubectl/parse-table.ts';
import { findBlocks, type TextBlock } from '../../hpa/kubectl/text-block.ts';
import { type PublishedFinding, type Standing, standingOf } from './finding.ts';
import { type HpaRules, type KnownController, scaleDownWindowMs } from './hpa-rules.ts';
import { judgeDeployment } from './judge-deployments.ts';
import { judgeDescribed } from './judge-described.ts';
import { judgeSizeEvents } from './judge-size-events.ts';
import { judgeTable } from './judge-table.ts';
import { assumptionsFor, rulesOf } from './rules-of-described.ts';
import { eventsOf } from './size-events.ts';

/** One published text with the name that findings are told under. */
export interface PublishedText {
  readonly name: string;
  readonly text: string;
}

/** A finding with the text that its line is of. */
export type NamedFinding = PublishedFinding & { readonly file: string };

/** What the HPA model says of published texts. */
export interface PublishedAudit {
  readonly verdict: Standing;
  readonly findings: readonly NamedFinding[];
  readonly unread: readonly (UnreadLine & { readonly file: string })[];
  /** What was found in each text, for example `describe of vision/serving (line 3)`. */
  readonly blocks: readonly {
    readonly file: string;
    readonly line: number;
    readonly kind: TextBlock['kind'];
  }[];
  readonly assumptions: readonly string[];
}

/** Judges published outputs of kubectl; texts given together may be of the same HPA and then complete each other. */
export function auditPublished(texts: readonly PublishedText[], known: KnownController): PublishedAudit {
  const blocks = texts.flatMap(({ name, text }) => findBlocks(text).map((block) => ({ file: name, block })));
  const described = blocks.flatMap(({ file, block }) =>
    block.kind === 'describe' ? [{ file, hpa: parseDescribe(block) }].filter(({ hpa }) => isHpa(hpa)) : [],
  );
  const rulesFor = (name: string): HpaRules =>
    rulesOf(
      described.map(({ hpa }) => hpa),
      name,
      known,
    );
  const outcomes = [
    ...described.map(({ file, hpa }) => ({
      file,
      findings: judgeDescribed(hpa, rulesFor(hpa.name)),
      unread: hpa.unread,
    })),
    ...blocks.flatMap(({ file, block }) =>
      block.kind === 'table' ? [{ file, ...auditTable(block, rulesFor) }] : [],
    ),
    ...blocks.flatMap(({ file, block }) =>
      block.kind === 'events' ? [{ file, ...auditEvents(block, rulesFor) }] : [],
    ),
  ];
  const findings = outcomes
    .flatMap(({ file, findings: own }) => own.map((one) => ({ ...one, file })))
    .sort((a, b) => (a.file === b.file ? a.line - b.line : 0));
  const unread = outcomes.flatMap(({ file, unread: own }) => own.map((one) => ({ ...one, file })));
  const joined = standingOf(findings);
  return {
    // A line that nobody could read may hold the number that would not fit.
    verdict: joined === 'possible' && unread.length > 0 ? 'not-enough' : joined,
    findings,
    unread,
    blocks: blocks.map(({ file, block }) => ({ file, line: block.lines[0]?.number ?? 1, kind: block.kind })),
    assumptions: assumptionsFor(known),
  };
}

/** `Name:` also begins the description of every other kind of object. */
function isHpa({ target, pods, maxReplicas }: DescribedHpa): boolean {
  return target !== undefined || (pods !== undefined && maxReplicas !== undefined);
}

interface Outcome {
  readonly findings: readonly PublishedFinding[];
  readonly unread: readonly UnreadLine[];
}

function auditTable(block: TextBlock, rulesFor: (name: string) => HpaRules): Outcome {
  const { rows, unread } = parseTable(block);
  const names = [...new Set(rows.map(({ hpa }) => hpa))];
  const findings = names.flatMap((name) => {
    const own = rows.filter(({ hpa }) => hpa === name);
    return withoutGaps(own, unread).flatMap((part) => judgeTable(part, rulesFor(name), block.isRepeated));
  });
  return { findings, unread };
}

/** Rows on either side of a line that cannot be read, such as `...`, do not follow from each other. */
function withoutGaps(
  rows: readonly TableRow[],
  unread: readonly UnreadLine[],
): readonly (readonly TableRow[])[] {
  const parts = Map.groupBy(rows, (row) => unread.filter(({ line }) => line < row.line).length);
  return [...parts.values()];
}

const HPA_PREFIX = 'horizontalpodautoscaler/';

function auditEvents(block: TextBlock, rulesFor: (name: string) => HpaRules): Outcome {
  const rows = block.lines.slice(1).flatMap((line) => parseEventRow(line) ?? []);
  const names = [...new Set(rows.map(({ object }) => object).filter((one) => one.startsWith(HPA_PREFIX)))];
  const findings = names.flatMap((name) => {
    const bare = name.slice(HPA_PREFIX.length);
    const events = eventsOf(rows.filter(({ object }) => object === name));
    const deployment: readonly DescribedEvent[] = rows.filter(
      ({ object }) => object === `deployment/${bare}`,
    );
    const rules = rulesFor(bare);
    return [
      ...judgeSizeEvents(events, rules, scaleDownWindowMs(rules)),
      ...judgeDeployment(events, deployment),
    ];
  });
  return { findings, unread: [] };
}
