import { leastPrivilege } from '../../doctor/least-privilege.ts';
import { type RunShape, runShape, servicesOf } from '../../doctor/run-shape.ts';
import { parseSubject } from '../../doctor/subject.ts';
import { manifestYaml } from '../../kube/manifest-yaml.ts';
import { DEFAULT_METRIC, DEFAULT_WORKLOAD } from '../../scenario/defaults.ts';
import { prometheusSchema } from '../../scenario/prometheus-schema.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import type { CommandContext } from '../command.ts';
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
}

/** `rbac`: prints the manifests that let somebody run, and nothing more. */
export async function rbac(context: CommandContext, argv: RbacArguments): Promise<number> {
  const subject = argv.subject === undefined ? undefined : parseSubject(argv.subject);
  const shape = await shapeOf(context, argv);
  context.host.stdout.write(manifestYaml(leastPrivilege(shape, subject)));
  return EXIT.passed;
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
    namespace: argv.namespace ?? shape.namespace,
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
