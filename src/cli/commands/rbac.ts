import type { InstallShape } from '../../doctor/install-permissions.ts';
import { leastPrivilege, leastPrivilegeToInstall } from '../../doctor/least-privilege.ts';
import { type RunShape, runShape, servicesOf } from '../../doctor/run-shape.ts';
import { parseSubject } from '../../doctor/subject.ts';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { manifestYaml } from '../../kube/manifest-yaml.ts';
import { DEFAULT_METRIC, DEFAULT_WORKLOAD } from '../../scenario/defaults.ts';
import { prometheusSchema } from '../../scenario/prometheus-schema.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import { PIPELINE_PIECES, type PipelinePiece } from '../../workload/pieces.ts';
import { buildPipelineNamespaces } from '../../workload/pipeline.ts';
import type { CommandContext } from '../command.ts';
import { dnsLabel, pipelineOf } from '../pipeline-arguments.ts';
import { parsePrometheus } from '../prometheus-flags.ts';
import { loadScenarioFile } from './validate.ts';

/** What the command line says of the rights that are wanted. */
export interface RbacArguments {
  readonly file?: string | undefined;
  readonly namespace?: string | undefined;
  readonly prometheus?: string | undefined;
  readonly subject?: string | undefined;
  readonly existing?: boolean | undefined;
  readonly createNamespace: boolean;
  readonly for: 'run' | 'install';
  readonly pieces?: readonly PipelinePiece[] | undefined;
  readonly monitoringNamespace?: string | undefined;
  readonly metric?: string | undefined;
}

/** `rbac`: prints the manifests that let somebody run or install, and nothing more. */
export async function rbac(context: CommandContext, argv: RbacArguments): Promise<number> {
  refuseOfTheOther(argv);
  const subject = argv.subject === undefined ? undefined : parseSubject(argv.subject);
  if (argv.for === 'install') {
    const shape = await installShapeOf(context, argv);
    context.host.stdout.write(manifestYaml(leastPrivilegeToInstall(shape, subject)));
    return EXIT.passed;
  }
  const shape = await shapeOf(context, argv);
  context.host.stdout.write(manifestYaml(leastPrivilege(shape, subject)));
  return EXIT.passed;
}

/** Rights of the other kind would be printed without what was asked for. */
function refuseOfTheOther({ for: kind, pieces, monitoringNamespace, existing }: RbacArguments): void {
  const others = kind === 'install' ? { existing } : { pieces, 'monitoring-namespace': monitoringNamespace };
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (other === undefined) return;
  const its = kind === 'install' ? 'run' : 'install';
  throw new ScaleproofError('usage', `--${other} is of --for ${its}, and these rights are for ${kind}`, {
    hint: kind === 'install' ? `Leave --${other} out.` : 'Say --for install, or leave it out.',
  });
}

async function installShapeOf(context: CommandContext, argv: RbacArguments): Promise<InstallShape> {
  const parts = await pipelineOf(context, { ...argv, scenario: argv.file });
  const pieces = argv.pieces ?? PIPELINE_PIECES;
  const namespaces = buildPipelineNamespaces(parts, pieces).map(({ metadata }) => metadata.name);
  return { parts, pieces, makesNamespaces: argv.createNamespace ? namespaces : [] };
}

async function shapeOf(context: CommandContext, argv: RbacArguments): Promise<RunShape> {
  const { file, existing } = argv;
  const fromFile = file === undefined ? undefined : runShape(await loadScenarioFile(context, file), false);
  const prometheus =
    argv.prometheus === undefined ? (fromFile?.prometheus ?? []) : prometheusServices(argv.prometheus);
  const objects = existing === undefined ? (fromFile?.objects ?? 'ours') : existing ? 'existing' : 'ours';
  const unnamed = unnamedShape(objects);
  // The names of the file are those of the other kind of objects, if the flag says otherwise.
  const shape =
    fromFile === undefined || fromFile.objects === objects
      ? (fromFile ?? unnamed)
      : { ...unnamed, namespace: fromFile.namespace, metric: fromFile.metric };
  return {
    ...shape,
    namespace: dnsLabel('--namespace', argv.namespace) ?? shape.namespace,
    prometheus,
    createsNamespace: argv.createNamespace && objects === 'ours',
  };
}

/** The Service that `--prometheus` names, complete; none where it names a URL. */
function prometheusServices(text: string): RunShape['prometheus'] {
  return servicesOf(prometheusSchema.parse(parsePrometheus(text)));
}

/** Without a scenario: our objects have their default names, those of others any. */
function unnamedShape(objects: RunShape['objects']): RunShape {
  const { name, namespace } = DEFAULT_WORKLOAD;
  const shared = { namespace, createsNamespace: false, metric: DEFAULT_METRIC, prometheus: [] };
  return objects === 'existing'
    ? { ...shared, objects: 'existing' }
    : { ...shared, objects: 'ours', deployment: name, service: name, hpa: name };
}
