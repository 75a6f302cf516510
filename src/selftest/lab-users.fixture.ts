import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { applyObject } from '../kube/apply.ts';
import { connect, type KubeConnection } from '../kube/connect.ts';
import type { KubeObject } from '../kube/objects.ts';
import { type Program, ROOT } from './program.fixture.ts';

/** The administrator of a running lab, who makes users of it. */
export interface LabUsers {
  /** For files of the test. */
  readonly folder: string;
  readonly lab: { readonly kubeconfig: string; readonly proxyUrl: string };
  /** The caller closes it. */
  readonly admin: KubeConnection;
  apply(objects: readonly KubeObject[]): Promise<void>;
  /** A kubeconfig of a new ServiceAccount in `default`, with nothing but its token. */
  kubeconfigOf(account: string): Promise<string>;
}

/** An object that may be a role. */
export type MaybeRole = KubeObject & {
  readonly rules?: { readonly resources?: string[]; readonly verbs: string[] }[];
};

/** The objects of a printed manifest. */
export function objectsIn(manifests: string): readonly MaybeRole[] {
  return parseAllDocuments(manifests).map((document) => document.toJS());
}

/** Opens the lab of a program as its administrator. */
export async function openLabUsers(program: Program): Promise<LabUsers> {
  const folder = join(program.labFolder, '..');
  const { lab } = JSON.parse((await program.run(['lab', 'status', '-o', 'json'])).stdout);
  const admin = await connect({ kubeconfigPath: lab.kubeconfig, context: 'scaleproof-lab' });
  const apply = async (objects: readonly KubeObject[]) => {
    for (const object of objects) await applyObject(admin, object);
  };
  const kubeconfigOf = async (account: string): Promise<string> => {
    const metadata = { name: account, namespace: 'default' };
    await apply([{ apiVersion: 'v1', kind: 'ServiceAccount', metadata }]);
    const path = `/api/v1/namespaces/default/serviceaccounts/${account}/token`;
    const { body } = await admin.request<{ readonly status: { readonly token: string } }>('POST', path, {
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
    });
    const ofAdmin = parse(readFileSync(lab.kubeconfig, 'utf8'));
    const context = { name: 'scaleproof-lab', context: { cluster: ofAdmin.clusters[0].name, user: account } };
    const users = [{ name: account, user: { token: body.status.token } }];
    const kubeconfig = join(folder, `${account}.kubeconfig`);
    writeFileSync(kubeconfig, stringify({ ...ofAdmin, contexts: [context], users }));
    return kubeconfig;
  };
  return { folder, lab, admin, apply, kubeconfigOf };
}

/** What a test wants otherwise in the scenario of a cluster. */
export interface ScenarioChange {
  readonly workload?: object;
  readonly hpa?: object;
  readonly load?: object;
  readonly duration?: string;
  readonly settle?: string;
  readonly assertions?: readonly object[];
}

/**
 * Writes the scenario of a cluster in a namespace and under a name of its own, with no longer a load than it takes to use
 * every permission unless `change` says otherwise; returns its path.
 */
export function scenarioFile(folder: string, namespace: string, change: ScenarioChange = {}): string {
  const scenario = parse(readFileSync(join(ROOT, 'fixtures/scenarios/cluster.yaml'), 'utf8'));
  const stages = scenario.load.stages.map((stage: object) => ({
    ...stage,
    duration: change.duration ?? '4s',
  }));
  const assertions = [
    ...[{ kind: 'replicasWithin' }, { kind: 'noRequestLost' }, { kind: 'hpaUnchanged' }],
    ...(change.assertions ?? []),
  ];
  const hpa = { ...scenario.hpa, ...change.hpa };
  const file = join(folder, `${namespace}.yaml`);
  const [workload, load] = [
    { ...scenario.workload, ...change.workload, namespace },
    { ...scenario.load, ...change.load, stages },
  ];
  // Each way to Prometheus needs other permissions: the exporter's is asked by the proxy, the adapter's by port-forward.
  const service = { namespace: 'gpu-monitoring', name: 'prometheus' };
  const prometheus = { service, adapter: { service: { ...service, via: 'port-forward' } } };
  const changed = {
    name: namespace,
    workload,
    hpa,
    prometheus,
    load,
    settle: change.settle ?? '2s',
    assertions,
  };
  writeFileSync(file, stringify({ ...scenario, ...changed }));
  return file;
}
