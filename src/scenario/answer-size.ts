import type { Scenario } from './schema.ts';

/** Longest side that a decoded answer must have, pixels; `undefined` where a service of the user's own promises none. */
export function answerSize({ request, size }: Scenario['load']): number | undefined {
  if (request === undefined) return size;
  return request.answer.kind === 'image' ? request.answer.longestSide : undefined;
}
