import { resolve } from 'node:path';
import { errorText, ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { Host } from '../../host/host.ts';
import type { FirstScenario } from '../../scenario/first-scenario.ts';
import { requestOfDocument } from '../../scenario/openapi/request-of-document.ts';
import type { InitArguments } from './init-arguments.ts';

/** What the load sends, from the OpenAPI document that the command line names; `undefined` where it names none. */
export async function readRequest(
  host: Pick<Host, 'files' | 'cwd' | 'stderr'>,
  { openapi, operation, param = [] }: InitArguments,
): Promise<FirstScenario['request']> {
  if (openapi === undefined) {
    if (operation === undefined && param.length === 0) return undefined;
    throw new ScaleproofError(
      'usage',
      `${operation === undefined ? '--param' : '--operation'} needs --openapi FILE`,
    );
  }
  const text = await host.files.readText(resolve(host.cwd, openapi)).catch((error: unknown) => {
    throw new ScaleproofError('usage', `${openapi} cannot be read: ${errorText(error)}`, {
      hint: 'Give the path of an OpenAPI document, in YAML or JSON.',
      cause: error,
    });
  });
  const described = requestOfDocument(text, openapi, {
    operation,
    params: Object.fromEntries(param.map(pairOf)),
  });
  for (const note of described.notes) host.stderr.write(`note: ${note}\n`);
  const { request: spec, formats, notes } = described;
  return {
    spec,
    formats,
    origin: [`From ${openapi}: ${described.operation}.`, ...notes].map((l) => l.replace(/\s+/g, ' ')),
  };
}

function pairOf(text: string): readonly [string, string] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new ScaleproofError('usage', `--param is ${JSON.stringify(text)}, expected name=value`, {
    hint: 'For example --param model=udnie; give the flag again for each.',
  });
}
