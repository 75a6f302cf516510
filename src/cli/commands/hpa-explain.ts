import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { explainSync } from '../../hpa/explain/explain-sync.ts';
import { readLiveHpa } from '../../hpa/explain/live-hpa.ts';
import { NO_MEMORY } from '../../hpa/memory.ts';
import { readTrace } from '../../hpa/trace/read-trace.ts';
import { type ReplayedSync, replay } from '../../hpa/trace/replay.ts';
import { parseExactJson } from '../../hpa/wire/exact-json.ts';
import { parseYaml } from '../../scenario/yaml-source.ts';
import { formatInstant } from '../../units/instant.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import type { CommandContext } from '../command.ts';
import { explainRun } from './hpa-explain-run.ts';

/** `hpa explain`: the record of a run, or on stdin a live object, YAML or JSON, or traces as JSON lines. */
export async function hpaExplain(
  context: CommandContext,
  options: { readonly run?: string | undefined; readonly all: boolean; readonly at?: number | undefined },
): Promise<number> {
  const { host, clock } = context;
  const lines =
    options.run === undefined
      ? await explainStdin(host.stdin, clock.now(), options)
      : await explainRun(context, options.run, options);
  host.stdout.write(`${lines.join('\n')}\n`);
  await host.stdout.drained();
  return EXIT.passed;
}

async function explainStdin(
  stdin: AsyncIterable<string>,
  now: number,
  options: { readonly all: boolean; readonly at?: number | undefined },
): Promise<readonly string[]> {
  const pieces: string[] = [];
  for await (const piece of stdin) pieces.push(piece);
  const text = pieces.join('');
  if (text.trim() === '')
    throw new ScaleproofError('usage', 'nothing came in on stdin', {
      hint: 'kubectl get hpa NAME -o yaml | scaleproof hpa explain, or give the folder of a run',
    });
  return isTraces(text) ? explainTraces(text, options) : explainLive(text, now);
}

/** Traces are JSON lines that have a controller; everything else is taken as one object. */
function isTraces(text: string): boolean {
  const first = text.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
  return first.startsWith('{') && first.includes('"controller"');
}

function explainLive(text: string, now: number): readonly string[] {
  const source = parseYaml(text, 'stdin');
  const fault = source.faults[0];
  if (fault !== undefined)
    throw new ScaleproofError('usage', `stdin:${fault.line}:${fault.column}: ${fault.message}`);
  const { input, assumptions } = readLiveHpa(source.value, now);
  const { namespace, name } = input.hpa;
  return [
    `HPA ${namespace}/${name}, as of ${formatInstant(now)}`,
    ...assumptions.map((one) => `  ${one}`),
    'At the next sync:',
    ...explainSync(input, NO_MEMORY, now).sentences.map((one) => `  ${one}`),
  ];
}

function explainTraces(
  text: string,
  options: { readonly all: boolean; readonly at?: number | undefined },
): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .flatMap((line) => {
      const trace = readTrace(parseExactJson(line));
      return wanted(replay(trace, { withReasons: true }), options).flatMap(({ tMs, sentences }) => [
        `${trace.id} at ${tMs / 1000} s`,
        ...sentences.map((one) => `  ${one}`),
      ]);
    });
}

function wanted(
  syncs: readonly ReplayedSync[],
  { all, at }: { readonly all: boolean; readonly at?: number | undefined },
): readonly ReplayedSync[] {
  if (at !== undefined) return syncs.filter(({ tMs }) => tMs >= at * 1000).slice(0, 1);
  return all ? syncs : syncs.filter(({ out }) => out.scaleTo !== undefined);
}
