import type { UnreadLine } from '../../hpa/kubectl/described-hpa.ts';
import { findBlocks, type TextBlock } from '../../hpa/kubectl/text-block.ts';
import { type Doubts, doubtsOf, lostStatus, otherSpec, softened } from './doubts.ts';
import { type NamedFinding, type PublishedFinding, type Standing, standingOf } from './finding.ts';
import { type HpaRules, type KnownController, scaleDownWindowMs } from './hpa-rules.ts';
import { judgeDeployment } from './judge-deployments.ts';
import { judgeDescribed } from './judge-described.ts';
import { judgeSizeEvents } from './judge-size-events.ts';
import { judgeTable } from './judge-table.ts';
import { judgeTogether } from './judge-together.ts';
import { type ReadBlock, readBlock } from './read-block.ts';
import { assumptionsFor, rulesOf } from './rules-of-described.ts';
import { judgeByRun } from './witness/judge-by-run.ts';
import type { RunWitness } from './witness/run-witness.ts';

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
  /** Each output of kubectl that was found, by its first line. */
  readonly blocks: readonly {
    readonly file: string;
    readonly line: number;
    readonly kind: TextBlock['kind'];
  }[];
  readonly assumptions: readonly string[];
}

/**
 * Judges published outputs of kubectl; texts given together are of the same HPA and testify for or against each other, and a
 * recorded run of the same time testifies for or against all of them.
 */
export function auditPublished(
  texts: readonly PublishedText[],
  known: KnownController,
  witness?: RunWitness,
): PublishedAudit {
  const blocks = texts.flatMap(({ name, text }) => findBlocks(text).map((block) => ({ file: name, block })));
  const read = blocks.map(readBlock);
  const byRun = witness === undefined ? [] : judgeByRun(read, witness);
  const findings = [...judgeAlone(read, known), ...judgeTogether(read), ...byRun].sort((a, b) =>
    a.file === b.file ? a.line - b.line : 0,
  );
  const unread = read.flatMap((one) => one.unread);
  const joined = standingOf(findings);
  return {
    // A line that nobody could read may hold the number that would not fit.
    verdict: joined === 'possible' && unread.length > 0 ? 'not-enough' : joined,
    findings,
    unread,
    blocks: blocks.map(({ file, block }) => ({ file, line: block.lines[0]?.number ?? 1, kind: block.kind })),
    assumptions: assumptionsFor(known, blocks.length > 1, witness?.file),
  };
}

/** What each text says of itself, by the rules that are known of its HPA. */
function judgeAlone(read: readonly ReadBlock[], known: KnownController): readonly NamedFinding[] {
  const described = read.flatMap((one) => one.described);
  const hpas = described.map(({ hpa }) => hpa);
  const rulesFor = (name: string, doubts: Doubts): HpaRules => {
    const rules = rulesOf(hpas, name, known);
    return doubts.edited === undefined ? rules : { ...rules, behavior: 'unknown' };
  };
  return [
    ...described.flatMap(({ file, hpa }) => {
      const doubts = doubtsOf(read, hpa.name);
      const own = judgeDescribed(hpa, rulesOf([hpa], hpa.name, known));
      return named(file, softened(own, otherSpec(doubts) ?? lostStatus(doubts)));
    }),
    ...read.flatMap(({ rows }) =>
      rows.flatMap((one) => {
        const doubts = doubtsOf(read, one.name);
        const own = judgeTable(one.rows, rulesFor(one.name, doubts), one.isRepeated, otherSpec(doubts));
        return named(one.file, softened(own, lostStatus(doubts)));
      }),
    ),
    ...read.flatMap(({ events }) =>
      events.flatMap((one) => {
        const doubts = doubtsOf(read, one.name);
        return named(one.file, softened(judgeEvents(one, rulesFor(one.name, doubts)), otherSpec(doubts)));
      }),
    ),
  ];
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
