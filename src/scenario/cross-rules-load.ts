import type { Flaw } from './fault.ts';
import { entries, field, textAt } from './raw-reading.ts';

/** What ties the kind of a load to the rest of the file: what only some kinds have, and the images that a cluster pulls. */
export function loadFlaws(root: unknown): readonly Flaw[] {
  const kind = textAt(root, ['load', 'kind']) ?? 'k6';
  return [...partFlaws(root, kind), ...strikeFlaws(root, kind), ...imageFlaws(root, kind)];
}

function partFlaws(root: unknown, kind: string): readonly Flaw[] {
  const parts = [
    { key: 'press', kinds: ['press'] },
    { key: 'sender', kinds: ['press', 'job'] },
  ];
  return parts.flatMap(({ key, kinds }): readonly Flaw[] => {
    if (kinds.includes(kind) || field(root, ['load', key]) === undefined) return [];
    const message = `only with load.kind ${kinds.join(' or ')}, found ${kind}`;
    return [{ path: ['load', key], atKey: true, message }];
  });
}

function strikeFlaws(root: unknown, kind: string): readonly Flaw[] {
  if (kind === 'k6') return [];
  return entries(root, ['strikes']).flatMap((strike, index): readonly Flaw[] =>
    textAt(strike, ['component']) === 'k6'
      ? [
          {
            path: ['strikes', index, 'component'],
            message: `only with load.kind k6, found ${kind}: no k6 runs beside the runner`,
          },
        ]
      : [],
  );
}

/** Nobody publishes our images, so a cluster could not pull them. */
function imageFlaws(root: unknown, kind: string): readonly Flaw[] {
  if (textAt(root, ['target']) !== 'cluster') return [];
  const missing = (path: readonly string[], needed: boolean): readonly Flaw[] => {
    if (!needed || field(root, path) !== undefined) return [];
    const message = `missing; a real cluster needs ${path.join('.')}, an image of your own (docs/images)`;
    return [{ path: path.slice(0, 1), atKey: true, message }];
  };
  return [
    ...missing(['workload', 'image'], field(root, ['existing']) === undefined),
    ...missing(['load', 'sender', 'image'], kind === 'press'),
  ];
}
