import { resolve } from 'node:path';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { SyncInput } from '../../hpa/decision.ts';
import { readDescribedHpa } from '../../hpa/explain/described-live-hpa.ts';
import { explainSync } from '../../hpa/explain/explain-sync.ts';
import { readLiveHpa } from '../../hpa/explain/live-hpa.ts';
import type { DescribedHpa } from '../../hpa/kubectl/described-hpa.ts';
import { parseDescribe } from '../../hpa/kubectl/parse-describe.ts';
import { findBlocks } from '../../hpa/kubectl/text-block.ts';
import { NO_MEMORY } from '../../hpa/memory.ts';
import { readTrace } from '../../hpa/trace/read-trace.ts';
import { type ReplayedSync, replay } from '../../hpa/trace/replay.ts';
import { parseExactJson } from '../../hpa/wire/exact-json.ts';
import { parseYaml } from '../../scenario/yaml-source.ts';
import { formatInstant } from '../../units/instant.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import type { CommandContext } from '../command.ts';
import { naming } from '../naming.ts';
import { readInput, STDIN } from '../read-input.ts';
import { explainRun } from './hpa-explain-run.ts';

/** `hpa explain`: a run, or from a file or stdin a live object, its description by kubectl, or traces as JSON lines. */
export async function hpaExplain(
  context: CommandContext,
  options: { readonly run?: string | undefined; readonly all: boolean; readonly at?: number | undefined },
): Promise<number> {
  const { host, clock } = context;
  const { run = STDIN } = options;
  const name = run === STDIN ? 'stdin' : run;
  const text = await textToExplain(host, run, name);
  const lines =
    text === undefined
      ? await explainRun(context, run, options)
      : explainText(text, name, clock.now(), options);
  host.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.passed;
}

/** The text of stdin or of a file; `undefined` when the record of a run is named. */
async function textToExplain(
  host: CommandContext['host'],
  run: string,
  name: string,
): Promise<string | undefined> {
  const text = run === STDIN ? await readInput(host, run) : await textUnlessRun(host, run);
  if (text?.trim() !== '') return text;
  throw new ScaleproofError('usage', run === STDIN ? 'nothing came in on stdin' : `${name} is empty`, {
    hint: 'kubectl describe hpa NAME | scaleproof hpa explain, or give a file or the folder of a run',
  });
}

/** A record is a folder or its events file; any other file is read as text. */
async function textUnlessRun(
  { cwd, files }: Pick<CommandContext['host'], 'cwd' | 'files'>,
  name: string,
): Promise<string | undefined> {
  const path = resolve(cwd, name);
  const isFolder = await files.list(path).then(
    () => true,
    () => false,
  );
  if (isFolder || path.endsWith('.ndjson') || !(await files.exists(path))) return undefined;
  return files.readText(path);
}

function explainText(
  text: string,
  name: string,
  now: number,
  options: { readonly all: boolean; readonly at?: number | undefined },
): readonly string[] {
  if (isTraces(text)) return explainTraces(text, options);
  const described = isObject(text) ? [] : findBlocks(text).filter(({ kind }) => kind === 'describe');
  return described.length === 0
    ? explainObject(text, name, now)
    : described.map(parseDescribe).flatMap((one) => naming(name, () => explainDescribed(one, now)));
}

/** An object in YAML or JSON, as against what kubectl describe prints. */
function isObject(text: string): boolean {
  return /^\s*\{/.test(text) || /^(apiVersion|kind):/m.test(text);
}

function explainDescribed(described: DescribedHpa, now: number): readonly string[] {
  const { input, assumptions } = readDescribedHpa(described, now);
  const { hpa } = input;
  return explainNext(`HPA ${hpa.namespace}/${hpa.name}, as kubectl described it`, input, assumptions, now);
}

/** Traces are JSON lines that have a controller; everything else is taken as one object. */
function isTraces(text: string): boolean {
  const first = text.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
  return first.startsWith('{') && first.includes('"controller"');
}

function explainObject(text: string, name: string, now: number): readonly string[] {
  const source = parseYaml(text, name);
  const fault = source.faults[0];
  if (fault !== undefined)
    throw new ScaleproofError('usage', `${name}:${fault.line}:${fault.column}: ${fault.message}`);
  const { input, assumptions } = naming(name, () => readLiveHpa(source.value, now));
  const { namespace, name: hpa } = input.hpa;
  return explainNext(`HPA ${namespace}/${hpa}, as of ${formatInstant(now)}`, input, assumptions, now);
}

function explainNext(
  title: string,
  input: SyncInput,
  assumptions: readonly string[],
  now: number,
): readonly string[] {
  return [
    title,
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
