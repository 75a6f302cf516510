import { resolve } from 'node:path';
import { errorText, ScaleproofError } from '../../errors/scaleproof-error.ts';
import { scenarioJsonSchema } from '../../scenario/json-schema.ts';
import { readScenario, type ScenarioOverrides } from '../../scenario/load-scenario.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import type { CommandContext } from '../command.ts';

/** `validate`: checks every file and says all faults of all of them. */
export async function validate(
  context: CommandContext,
  argv: { readonly files: readonly string[]; readonly output: 'text' | 'json' },
): Promise<number> {
  const { stdout, stderr } = context.host;
  const results = await Promise.all(argv.files.map((file) => check(context, file)));
  if (argv.output === 'json') stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  for (const result of results) {
    if (result.error !== undefined) stderr.write(`${result.error}\n`);
    else if (argv.output === 'text') stdout.write(`${result.file}: valid\n`);
  }
  return results.every((result) => result.valid) ? EXIT.passed : EXIT.usage;
}

/** `schema`: the JSON Schema of scenario files. */
export async function printSchema(context: CommandContext): Promise<number> {
  context.host.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  return EXIT.passed;
}

/** Reads a scenario file of the user; an unreadable or invalid one is a usage error. */
export async function loadScenarioFile(
  context: CommandContext,
  file: string,
  overrides: ScenarioOverrides = {},
): Promise<Scenario> {
  const path = resolve(context.host.cwd, file);
  let text: string;
  try {
    text = await context.host.files.readText(path);
  } catch (error) {
    throw new ScaleproofError('usage', `${file} cannot be read: ${errorText(error)}`, {
      hint: 'Give the path of a scenario file; shipped ones are in scenarios/.',
      cause: error,
    });
  }
  return readScenario(text, file, overrides).scenario;
}

async function check(
  context: CommandContext,
  file: string,
): Promise<{ file: string; valid: boolean; error?: string }> {
  try {
    await loadScenarioFile(context, file);
    return { file, valid: true };
  } catch (error) {
    if (!(error instanceof ScaleproofError)) throw error;
    return {
      file,
      valid: false,
      error: error.hint ? `${error.message}\nHint: ${error.hint}` : error.message,
    };
  }
}
