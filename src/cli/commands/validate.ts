import { errorText, ScaleproofError } from '../../errors/scaleproof-error.ts';
import { type ScenarioFault, ScenarioFileError } from '../../scenario/fault.ts';
import { scenarioJsonSchema } from '../../scenario/json-schema.ts';
import { readScenario, type ScenarioOverrides } from '../../scenario/load-scenario.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import type { CommandContext } from '../command.ts';
import { readInput } from '../read-input.ts';

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
  let text: string;
  try {
    text = await readInput(context.host, file);
  } catch (error) {
    throw new ScaleproofError('usage', `${file} cannot be read: ${errorText(error)}`, {
      hint: 'Give the path of a scenario file; shipped ones are in scenarios/.',
      cause: error,
    });
  }
  try {
    return readScenario(text, file, overrides).scenario;
  } catch (error) {
    throw error instanceof ScenarioFileError ? ofFlags(error, overrides) : error;
  }
}

/** A fault of what the command line said has no place in the file. */
function ofFlags(error: ScenarioFileError, { seed, metric }: ScenarioOverrides): ScaleproofError {
  const isOfFlag = ({ path }: ScenarioFault) =>
    (path === 'seed' && seed !== undefined) || (path === 'hpa.metric.profile' && metric !== undefined);
  const fault = error.faults.find(isOfFlag);
  if (fault === undefined) return error;
  const flag = fault.path === 'seed' ? '--seed' : '--metric';
  return new ScaleproofError('usage', `${flag}: ${fault.message}`, { cause: error });
}

/** What came of a file; its faults have their places, where it could be read at all. */
interface Checked {
  readonly file: string;
  readonly valid: boolean;
  readonly error?: string;
  readonly faults?: readonly ScenarioFault[];
}

async function check(context: CommandContext, file: string): Promise<Checked> {
  try {
    await loadScenarioFile(context, file);
    return { file, valid: true };
  } catch (error) {
    if (!(error instanceof ScaleproofError)) throw error;
    return {
      file,
      valid: false,
      error: error.hint ? `${error.message}\nHint: ${error.hint}` : error.message,
      ...(error instanceof ScenarioFileError ? { faults: error.faults } : {}),
    };
  }
}
