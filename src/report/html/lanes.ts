import type { HpaAudit } from '../../audit/hpa-audit.ts';
import { ruleWords } from '../../audit/rule-words.ts';
import { describeEdit, specEdits } from '../../sample/spec-changes.ts';
import type { Instant } from '../../units/instant.ts';
import type { ReportInput } from '../report.ts';
import type { Mark } from './panels.ts';

/** A row of marks under the charts; `label` marks print their title's first word beside them. */
export interface Lane {
  readonly name: string;
  readonly marks: readonly (Mark & { readonly label?: string })[];
}

const MOST_MARKS = 800;

/** Scale events, the lives of the pods, and what went down. */
export function eventLanes(input: ReportInput, audit: HpaAudit): readonly Lane[] {
  const lanes = [
    { name: 'scaling', marks: scaleMarks(input, audit) },
    { name: 'pods', marks: podMarks(input) },
    { name: 'faults', marks: faultMarks(input) },
  ];
  return lanes.filter((lane) => lane.marks.length > 0);
}

function scaleMarks({ timeline }: ReportInput, audit: HpaAudit): Lane['marks'] {
  const list = timeline.of('replicas');
  return list.slice(0, MOST_MARKS).flatMap((seen, index) => {
    const before = list[index - 1];
    if (!before || before.desired === seen.desired) return [];
    const ink = seen.desired > before.desired ? 'up' : 'down';
    return [
      {
        at: seen.at,
        ink,
        title: `spec.replicas ${before.desired} → ${seen.desired}${ruleBehind(seen, audit)}`,
        label: `→${seen.desired}`,
      },
    ];
  });
}

/** The size is seen within so much of the read that led to it; milliseconds. */
const LONGEST_MS = 3000;

/** By which rule the HPA set a size, or who else did. */
function ruleBehind(
  { at, desired }: { readonly at: Instant; readonly desired: number },
  audit: HpaAudit,
): string {
  const other = audit.summary.divergences.find((one) => one.at === at);
  if (other !== undefined) return `: ${other.class}`;
  const sync = audit.syncs.findLast(
    (one) => one.at <= at && one.at > at - LONGEST_MS && one.observed === desired,
  );
  if (sync === undefined) return '';
  return `, rule: ${ruleWords(sync.recomputed.rule)}${sync.equal ? '' : ', not as recomputed'}`;
}

const POD_INK: Readonly<Record<string, string>> = {
  created: 'created',
  ready: 'up',
  unready: 'fault',
  failed: 'fault',
  restarted: 'fault',
  terminating: 'down',
  deleted: 'gone',
};

function podMarks({ timeline }: ReportInput): Lane['marks'] {
  return timeline
    .of('pod')
    .filter((seen) => POD_INK[seen.change] !== undefined)
    .slice(0, MOST_MARKS)
    .map((seen) => ({
      at: seen.at,
      ink: POD_INK[seen.change]!,
      title: `${seen.pod} ${seen.change}${seen.detail ? `: ${seen.detail}` : ''}`,
    }));
}

function faultMarks({ timeline }: ReportInput): Lane['marks'] {
  const blows = timeline
    .of('component')
    .filter((seen) => seen.change !== 'up')
    .map((seen) => ({
      at: seen.at,
      ink: 'fault',
      title: `${seen.component} ${seen.change}${seen.detail ? `: ${seen.detail}` : ''}`,
      label: seen.component,
    }));
  const warnings = timeline
    .of('event')
    .filter((event) => event.type === 'Warning')
    .map((event) => ({
      at: event.at,
      ink: 'warning',
      title: `${event.object} ${event.reason}: ${event.message}`,
    }));
  const edits = specEdits(timeline.of('hpaSpec')).map((edit) => ({
    at: edit.after.at,
    ink: 'fault',
    title: `HPA edited: ${describeEdit(edit)}`,
    label: 'HPA edited',
  }));
  return [...blows, ...edits, ...warnings].slice(0, MOST_MARKS);
}
