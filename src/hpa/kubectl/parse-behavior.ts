import { DEFAULT_SCALE_DOWN, DEFAULT_SCALE_UP } from '../defaults.ts';
import type { ScalingPolicy, ScalingRules } from '../spec.ts';
import type { DescribedBehavior, DescribedRules, UnreadLine } from './described-hpa.ts';
import type { Line } from './text-block.ts';

/** Reads the lines below Behavior. kubectl prints no tolerance, so that one stays undefined although it may be set. */
export function parseBehavior(
  head: Line,
  lines: readonly Line[],
): { readonly behavior: DescribedBehavior; readonly unread: readonly UnreadLine[] } {
  const directions: Record<Direction, Draft | undefined> = { Up: undefined, Down: undefined };
  const unread: UnreadLine[] = [];
  let open: Draft | undefined;
  for (const line of lines) {
    const direction = /^Scale (Up|Down):$/.exec(line.text.trim())?.[1] as Direction | undefined;
    if (direction !== undefined) {
      open = { line: line.number, ...NOTHING_SAID };
      directions[direction] = open;
      continue;
    }
    const next = open && readRule(open, line);
    if (next === undefined)
      unread.push({ line: line.number, text: line.text.trim(), expected: BEHAVIOR_LINE });
    else if (open !== undefined) Object.assign(open, next);
  }
  const behavior = {
    line: head.number,
    scaleUp: directions.Up && rulesOf(directions.Up, DEFAULT_SCALE_UP),
    scaleDown: directions.Down && rulesOf(directions.Down, DEFAULT_SCALE_DOWN),
  };
  return { behavior, unread };
}

const BEHAVIOR_LINE =
  '`Stabilization Window: N seconds`, `Select Policy: P` or `- Type: T Value: N Period: N seconds`';

type Direction = 'Up' | 'Down';

interface Draft {
  readonly line: number;
  window: number | undefined;
  windowLine: number | undefined;
  selectPolicy: string | undefined;
  policies: readonly ScalingPolicy[];
  policyLines: readonly number[];
}

const NOTHING_SAID = {
  window: undefined,
  windowLine: undefined,
  selectPolicy: undefined,
  policies: [],
  policyLines: [],
};

/** What one line adds to its direction; `undefined` when it is not understood. */
function readRule(draft: Draft, { number, text }: Line): Partial<Draft> | undefined {
  const one = text.trim();
  if (one === 'Policies:') return {};
  const window = /^Stabilization Window:\s+(\d+) seconds$/.exec(one)?.[1];
  if (window !== undefined) return { window: Number(window), windowLine: number };
  const selectPolicy = /^Select Policy:\s+(Max|Min|Disabled)$/.exec(one)?.[1];
  if (selectPolicy !== undefined) return { selectPolicy };
  const policy = /^- Type:\s+(Pods|Percent)\s+Value:\s+(\d+)\s+Period:\s+(\d+) seconds$/.exec(one);
  if (policy === null) return undefined;
  const [, type = '', value, period] = policy;
  return {
    policies: [...draft.policies, { type, value: Number(value), periodSeconds: Number(period) }],
    policyLines: [...draft.policyLines, number],
  };
}

function rulesOf(draft: Draft, defaults: ScalingRules): DescribedRules {
  const { line, window, windowLine, selectPolicy, policies, policyLines } = draft;
  return {
    line,
    windowLine,
    policyLines,
    rules: {
      stabilizationWindowSeconds: window,
      selectPolicy: selectPolicy ?? defaults.selectPolicy,
      policies: policies.length === 0 ? defaults.policies : policies,
      tolerance: undefined,
    },
  };
}
