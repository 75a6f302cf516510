import { describeEdit, specEdits } from '../../sample/spec-changes.ts';
import type { ReportInput } from '../report.ts';
import { scaleEvents } from '../scale-events.ts';
import type { Mark } from './panel.ts';

/** A row of marks under the charts; those with a `label` print it beside them. */
export interface Lane {
  readonly name: string;
  readonly marks: readonly (Mark & { readonly label?: string })[];
}

const MOST_MARKS = 800;

/** Scale events, the lives of the pods, and what went down. */
export function eventLanes(input: ReportInput): readonly Lane[] {
  const faults = faultMarks(input);
  const lanes = [
    { name: 'scaling', marks: scaleMarks(input) },
    { name: 'pods', marks: podMarks(input) },
    { name: faults.some(({ ink }) => ink === 'fault') ? 'faults' : 'warnings', marks: faults },
  ];
  return lanes.filter((lane) => lane.marks.length > 0);
}

function scaleMarks(input: ReportInput): Lane['marks'] {
  return scaleEvents(input)
    .slice(0, MOST_MARKS)
    .map(({ at, from, to, reason }) => ({
      at,
      ink: to > from ? 'up' : 'down',
      title: `spec.replicas ${from} → ${to}${reason === '' ? '' : `, ${reason}`}`,
      label: `→${to}`,
    }));
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
      label: event.reason,
    }));
  const edits = specEdits(timeline.of('hpaSpec')).map((edit) => ({
    at: edit.after.at,
    ink: 'fault',
    title: `HPA edited: ${describeEdit(edit)}`,
    label: 'HPA edited',
  }));
  return [...blows, ...edits, ...warnings].slice(0, MOST_MARKS).sort((a, b) => a.at - b.at);
}
