import type { UnreadLine } from '../../hpa/kubectl/described-hpa.ts';
import { findBlocks, type TextBlock } from '../../hpa/kubectl/text-block.ts';
import { type NamedFinding, type PublishedFinding, type Standing, standingOf } from './finding.ts';
import { type HpaRules, type KnownController, scaleDownWindowMs } from './hpa-rules.ts';
import { judgeDeployment } from './judge-deployments.ts';
import { judgeDescribed } from './judge-described.ts';
import { judgeSizeEvents } from './judge-size-events.ts';
import { judgeTable } from './judge-table.ts';
import { judgeTogether } from './judge-together.ts';
import { type ReadBlock, readBlock } from './read-block.ts';
import { assumptionsFor, rulesOf } from './rules-of-described.ts';

/** One published text with the name that findings are told under. */
export interface PublishedText {
  readonly name: string;
  readonly text: string;
}

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

/** Judges published outputs of kubectl; texts given together are of the same HPA and testify for or against each other. */
export function auditPublished(texts: readonly PublishedText[], known: KnownController): PublishedAudit {
  const blocks = texts.flatMap(({ name, text }) => findBlocks(text).map((block) => ({ file: name, block })));
  const read = blocks.map(readBlock);
  const described = read.flatMap((one) => one.described);
  const rulesFor = (name: string): HpaRules =>
    rulesOf(
      described.map(({ hpa }) => hpa),
      name,
      known,
    );
  const findings = [
    ...described.flatMap(({ file, hpa }) =>
      named(file, judgeDescribed(hpa, rulesOf([hpa], hpa.name, known))),
    ),
    ...read.flatMap(({ rows }) =>
      rows.flatMap((one) => named(one.file, judgeTable(one.rows, rulesFor(one.name), one.isRepeated))),
    ),
    ...read.flatMap(({ events }) =>
      events.flatMap((one) => named(one.file, judgeEvents(one, rulesFor(one.name)))),
    ),
    ...judgeTogether({
      described,
      watches: read.flatMap(({ rows }) => rows.filter(({ isRepeated }) => !isRepeated)),
      events: read.flatMap(({ events }) => events),
    }),
  ].sort((a, b) => (a.file === b.file ? a.line - b.line : 0));
  const unread = read.flatMap((one) => one.unread);
  const joined = standingOf(findings);
  return {
    // A line that nobody could read may hold the number that would not fit.
    verdict: joined === 'possible' && unread.length > 0 ? 'not-enough' : joined,
    findings,
    unread,
    blocks: blocks.map(({ file, block }) => ({ file, line: block.lines[0]?.number ?? 1, kind: block.kind })),
    assumptions: assumptionsFor(known, blocks.length > 1),
  };
}

function named(file: string, findings: readonly PublishedFinding[]): readonly NamedFinding[] {
  return findings.map((one) => ({ ...one, file }));
}

function judgeEvents(
  { events, deployment }: ReadBlock['events'][number],
  rules: HpaRules,
): readonly PublishedFinding[] {
  return [
    ...judgeSizeEvents(events, rules, scaleDownWindowMs(rules)),
    ...judgeDeployment(events, deployment),
  ];
}
