import { readTrace } from '../../hpa/trace/read-trace.ts';
import { replay } from '../../hpa/trace/replay.ts';
import { calculateCase } from '../../hpa/wire/calc-case.ts';
import type { CommandContext } from '../command.ts';
import { answerLines } from '../json-lines.ts';

/** `hpa calc`: the replica calculator as a filter. */
export function hpaCalc({ host }: CommandContext): Promise<number> {
  return answerLines(host, calculateCase);
}

/** `hpa replay`: the controller's arithmetic over recorded inputs as a filter. */
export function hpaReplay(
  { host }: CommandContext,
  { memory }: { readonly memory: boolean },
): Promise<number> {
  return answerLines(host, (line) => {
    const trace = readTrace(line);
    const syncs = replay(trace, { withMemory: memory }).map(({ tMs, out }) => ({ tMs, out }));
    return trace.id === '' ? { syncs } : { id: trace.id, syncs };
  });
}
