import type { KnownController } from './hpa-rules.ts';

/** A controller of which nothing is known but that it is a stock one. */
export const STOCK: KnownController = {
  tolerance: 0.1,
  downscaleStabilizationMs: undefined,
  startupMs: 120_000,
  isAllReady: false,
  isWhole: false,
};

/** A text with one number changed, and which one. */
export interface ChangedText {
  readonly line: number;
  /** What the number counts. */
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

const PLACES: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'metric value', pattern: /(?<=on pods:\s+)(\d+m?)(?= \/ )/g },
  { what: 'metric target', pattern: /(?<=on pods:.* \/ )(\d+m?)$/g },
  { what: 'min replicas', pattern: /(?<=^Min replicas:\s+)(\d+)$/g },
  { what: 'max replicas', pattern: /(?<=^Max replicas:\s+)(\d+)$/g },
  { what: 'current pods', pattern: /(?<=^\w+ pods:\s+)(\d+)(?= current)/g },
  { what: 'desired pods', pattern: /(\d+)(?= desired)/g },
  { what: 'size in a condition', pattern: /(?<=update the target scale to )(\d+)$/g },
  { what: 'size in an event', pattern: /(?<=New size: )(\d+)/g },
  { what: 'size of the Deployment', pattern: /(?<=Scaled (?:up|down) replica set .* (?:to|from) )(\d+)/g },
  { what: 'metric value', pattern: /(?<=Deployment\/\S+\s+)(\d+m?)(?=\/)/g },
  { what: 'metric target', pattern: /(?<=Deployment\/\S+\s+\S+\/)(\d+m?)/g },
  { what: 'min replicas', pattern: /(?<=Deployment\/\S+\s+\S+\/\S+\s+)(\d+)/g },
  { what: 'max replicas', pattern: /(?<=Deployment\/\S+\s+\S+\/\S+\s+\d+\s+)(\d+)/g },
  { what: 'replicas of a row', pattern: /(?<=Deployment\/\S+\s+\S+\/\S+\s+\d+\s+\d+\s+)(\d+)/g },
  { what: 'window', pattern: /(?<=Stabilization Window: )(\d+)/g },
  { what: 'policy', pattern: /(?<=Value: )(\d+)/g },
  { what: 'period', pattern: /(?<=Period: )(\d+)/g },
  { what: 'age of a row', pattern: /(?<=Deployment\/.*\s)(\d+)(?=s$)/g },
];

/** The text with each number of the HPA changed once: in turn by one up, by one down and to the threefold. */
export function withOneNumberChanged(text: string): readonly ChangedText[] {
  const lines = text.split('\n');
  const numbers = lines.flatMap((line, index) =>
    PLACES.flatMap(({ what, pattern }) =>
      [...line.matchAll(pattern)].map((match) => ({ what, index, line, from: match[0], at: match.index })),
    ),
  );
  return numbers.map(({ what, index, line, from, at }, turn) => {
    const to = another(from, turn);
    const changed = line.slice(0, at) + to + line.slice(at + from.length);
    return { line: index + 1, what, from, to, text: lines.with(index, changed).join('\n') };
  });
}

function another(number: string, turn: number): string {
  const value = Number.parseInt(number, 10);
  const others = [value + 1, value - 1, value * 3].filter((other) => other >= 0 && other !== value);
  return `${others[turn % others.length]}${number.endsWith('m') ? 'm' : ''}`;
}
