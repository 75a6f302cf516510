import { basename, dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { discoverExisting } from '../../doctor/discover-existing.ts';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { makePlan } from '../../plan/make-plan.ts';
import { PROFILES } from '../../plan/timing.ts';
import { ScenarioFileError } from '../../scenario/fault.ts';
import { firstScenario } from '../../scenario/first-scenario.ts';
import { readScenario } from '../../scenario/load-scenario.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import type { CommandContext } from '../command.ts';
import { withCluster } from '../with-cluster.ts';
import { writing } from '../writing.ts';
import type { Draft, InitArguments } from './init-arguments.ts';
import { fromDeployment } from './init-from-cluster.ts';
import { readRequest } from './init-from-openapi.ts';
import { ask } from './init-questions.ts';

const SCHEMA = fileURLToPath(new URL('../../../fixtures/schema/scenario.schema.json', import.meta.url));
/** The peak is tried at these lengths, until no bound is longer. */
const LENGTHS = [24, 45, 90, 180, 300, 600, 1200, 2400, 3600];

/** `init`: writes a commented first scenario that is valid and long enough for its own bounds. */
export async function init(context: CommandContext, argv: InitArguments): Promise<number> {
  const { host } = context;
  const path = resolve(host.cwd, argv.file);
  refuseUnused(argv);
  if (!argv.force && (await host.files.exists(path))) {
    throw new ScaleproofError('usage', `${argv.file} is there already`, {
      hint: 'Give another name, or --force to write over it.',
    });
  }
  const request = await readRequest(host, argv);
  // A service of the user's own is not what a lab runs.
  const told = request === undefined || argv.target ? argv : { ...argv, target: 'cluster' as const };
  const drafted = argv.fromCluster
    ? await draftFromCluster(context, argv)
    : draftFromArguments(await ask(host, told));
  const draft = request === undefined ? drafted : { ...drafted, request };
  const text = longEnough(draft, relative(dirname(path), SCHEMA), argv.file);
  await writing(argv.file, () => host.files.writeText(path, text));
  host.stderr.write(
    `wrote ${argv.file}\nLook at the plan and its bounds:  scaleproof run ${argv.file} --dry-run\nPlay it in virtual time:          scaleproof run ${argv.file} --target twin\n`,
  );
  return EXIT.passed;
}

/** What is only asked of a cluster would otherwise be dropped, and the scenario taken for one of that cluster. */
function refuseUnused({ fromCluster, kubeconfig, hpa, service }: InitArguments): void {
  const unused = Object.entries({ kubeconfig, hpa, service }).find(([, value]) => value !== undefined);
  if (fromCluster || unused === undefined) return;
  throw new ScaleproofError('usage', `--${unused[0]} needs --from-cluster`, {
    hint: 'scaleproof init FILE --from-cluster --kubeconfig ~/.kube/config --context my-cluster -n vision --hpa painter',
  });
}

/** The scenario with a peak that is no shorter than its bounds, checked as the program itself reads it. */
function longEnough(draft: Draft, schema: string, file: string): string {
  let text = '';
  for (const holdSeconds of LENGTHS) {
    text = firstScenario({ ...draft, holdSeconds, schema });
    const { scenario } = readDraft(text, file);
    if (makePlan(scenario, PROFILES[scenario.profile]).warnings?.length === 0) break;
  }
  return text;
}

/** Faults are those of the flags and answers that the text was made of; no file was written that could have them. */
function readDraft(text: string, file: string): ReturnType<typeof readScenario> {
  try {
    return readScenario(text, file);
  } catch (error) {
    if (!(error instanceof ScenarioFileError)) throw error;
    const faults = error.faults.map(({ path, message }) => `\n  ${path}: ${message}`).join('');
    throw new ScaleproofError('usage', `${file} was not written, it would not be valid:${faults}`, {
      hint: 'scaleproof init --help says which flag sets what.',
      cause: error,
    });
  }
}

function nameOf(file: string): string {
  const name = basename(file)
    .replace(/\.ya?ml$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
  return name === '' ? 'first-run' : name;
}

function draftFromArguments(argv: InitArguments): Draft {
  const target = argv.target ?? 'lab';
  const min = argv.min ?? 1;
  return {
    name: nameOf(argv.file),
    target,
    profile: target === 'cluster' ? 'realtime' : 'compressed',
    ...(argv.context === undefined ? {} : { context: argv.context }),
    workload: {
      name: 'fast-style-transfer-serving',
      ...(argv.namespace === undefined ? {} : { namespace: argv.namespace }),
      ...(argv.image === undefined ? {} : { image: argv.image }),
      ...(target === 'cluster' ? {} : { env: { KERNEL_MS: '180' } }),
      startupBudget: target === 'cluster' ? '60s' : '4s',
    },
    hpa: {
      minReplicas: min,
      maxReplicas: argv.max ?? Math.max(10, min + 1),
      metric: { name: argv.metric ?? 'DCGM_FI_DEV_GPU_UTIL', averageValue: argv.averageValue ?? 20 },
    },
    rate: argv.rate ?? 6,
    origin: ['A first scenario, made by scaleproof init: read it, and make it yours.'],
  };
}

async function draftFromCluster({ host }: CommandContext, argv: InitArguments): Promise<Draft> {
  const { kubeconfig, context, namespace, hpa } = argv;
  if (kubeconfig === undefined || context === undefined || namespace === undefined || hpa === undefined) {
    throw new ScaleproofError(
      'usage',
      '--from-cluster needs --kubeconfig, --context, --namespace and --hpa; none is guessed',
      {
        hint: 'scaleproof init FILE --from-cluster --kubeconfig ~/.kube/config --context my-cluster -n vision --hpa painter',
      },
    );
  }
  return withCluster({ kubeconfig: resolve(host.cwd, kubeconfig), context }, async (connection) => {
    const found = await discoverExisting(
      connection,
      { namespace, hpa, service: argv.service },
      host.interrupted,
    );
    return fromDeployment(found, { name: nameOf(argv.file), context, namespace, rate: argv.rate ?? 6 });
  });
}
