import { readAge } from './age.ts';
import type { DescribedCondition, DescribedEvent } from './described-hpa.ts';
import type { Line } from './text-block.ts';

/** Reads one line below Conditions; `undefined` when it is none. */
export function parseCondition({ number, text }: Line): DescribedCondition | undefined {
  const match =
    /^(AbleToScale|ScalingActive|ScalingLimited|ScaledToZero)\s+(True|False|Unknown)\s+(\S+)\s+(.+)$/.exec(
      text.trim(),
    );
  if (match === null) return undefined;
  const [, type, status, reason = '', message = ''] = match;
  return {
    line: number,
    type: type as DescribedCondition['type'],
    status: status as DescribedCondition['status'],
    reason,
    message,
  };
}

/** Reads one line below Events of a described object; `undefined` when it is none. */
export function parseDescribedEvent({ number, text }: Line): DescribedEvent | undefined {
  const match = /^(Normal|Warning)\s+(\S+)\s+(\S+)(?:\s+\(x(\d+) over (\S+)\))?\s+(\S+)\s+(.+)$/.exec(
    text.trim(),
  );
  if (match === null) return undefined;
  const [, type = '', reason = '', age = '', count, first, , message = ''] = match;
  return {
    line: number,
    type,
    reason,
    age: readAge(age),
    count: count === undefined ? 1 : Number(count),
    firstAge: first === undefined ? undefined : readAge(first),
    message,
  };
}

/** Reads one row of `kubectl get events`, of whatever object; `undefined` when it is none. */
export function parseEventRow({
  number,
  text,
}: Line): (DescribedEvent & { readonly object: string }) | undefined {
  const match =
    /^(?:\S+\s+)?(<unknown>|(?:\d+[smhdy])+)(?:\s+\(x(\d+) over (\S+)\))?\s+(Normal|Warning)\s+(\S+)\s+([a-z]\S*\/\S+)\s+(.+)$/.exec(
      text.trim(),
    );
  if (match === null) return undefined;
  const [, age = '', count, first, type = '', reason = '', object = '', rest = ''] = match;
  return {
    line: number,
    type,
    reason,
    age: readAge(age),
    count: count === undefined ? 1 : Number(count),
    firstAge: first === undefined ? undefined : readAge(first),
    message: messageIn(rest),
    object,
  };
}

/** With `-o wide` other columns stand around the message. */
function messageIn(rest: string): string {
  return rest.split(/\s{2,}/).find((column) => /^(New size: |Scaled (up|down) )/.test(column)) ?? rest;
}
