import type { Flaw, Path } from './fault.ts';
import { entries, field, textAt } from './raw-reading.ts';
import { SECRET_HEADERS, SENDER_HEADERS } from './request-schema.ts';

/** What ties the kind of a load to the rest of the file: what only some kinds have, and the images that a cluster pulls. */
export function loadFlaws(root: unknown): readonly Flaw[] {
  const kind = textAt(root, ['load', 'kind']) ?? 'k6';
  return [
    ...partFlaws(root, kind),
    ...strikeFlaws(root, kind),
    ...imageFlaws(root, kind),
    ...requestFlaws(root),
  ];
}

/** A request of the user's own has neither styles nor a size, and its headers are not the senders' own. */
function requestFlaws(root: unknown): readonly Flaw[] {
  const request: Path = ['load', 'request'];
  if (field(root, request) === undefined) return [];
  const unused = ['size', 'styles'].filter((key) => field(root, ['load', key]) !== undefined);
  const headers = Object.keys(Object(field(root, [...request, 'headers'])));
  const answer: Path = [...request, 'answer'];
  const kind = textAt(root, [...answer, 'kind']) ?? 'any';
  const misplaced = [
    { key: 'field', of: 'json' },
    { key: 'longestSide', of: 'image' },
  ].filter(({ key, of }) => field(root, [...answer, key]) !== undefined && kind !== of);
  return [
    ...unused.map((key) => ({
      path: ['load', key],
      atKey: true,
      message: 'only without load.request, which says in query, path or body what it sends',
    })),
    ...headers.flatMap((name): readonly Flaw[] => {
      const message = headerFlaw(name);
      return message === undefined ? [] : [{ path: [...request, 'headers', name], atKey: true, message }];
    }),
    ...misplaced.map(({ key, of }) => ({
      path: [...answer, key],
      atKey: true,
      message: `only with kind: ${of}, found ${kind}`,
    })),
  ];
}

function headerFlaw(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (SECRET_HEADERS.includes(lower))
    return 'may hold a secret, which would be in every record; none is sent';
  if (lower === 'content-type') return 'decided by body; expected body.contentType for a raw one';
  if (SENDER_HEADERS.includes(lower)) return 'set by the sender';
  return undefined;
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
