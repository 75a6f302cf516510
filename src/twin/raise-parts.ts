import type { Cluster } from '../hpa/cluster.ts';
import type { ControllerConfig } from '../hpa/controller-config.ts';
import type { HpaSpec } from '../hpa/spec.ts';
import { scenarioHpaSpec, scenarioHpaWire } from '../hpa/wire/scenario-spec.ts';
import type { Random } from '../plan/random.ts';
import { Adapter } from './adapter.ts';
import { Deployment } from './deployment.ts';
import { type Exporters, startExporters } from './exporters.ts';
import { type GpuNodes, makeGpuNodes } from './gpu.ts';
import { HpaController } from './hpa-controller.ts';
import { LAB } from './lab-figures.ts';
import type { Load } from './load.ts';
import { Prometheus } from './prometheus.ts';
import { Service } from './service.ts';
import { type ServingModel, servingModelOf } from './serving-options.ts';
import { randomOf, type TwinSpec } from './twin-spec.ts';

/** What a twin is given where the scenario cannot say it. */
export interface TwinExtras {
  readonly hpaSpec?: HpaSpec;
  readonly answers?: Partial<Cluster>;
  readonly config?: Partial<ControllerConfig>;
  /** Replicas that the Deployment is created with; default 1, as where its manifest leaves them to the HPA. */
  readonly replicas?: number;
}

/** Everything between a request and a replica. */
export interface Workload {
  readonly nodes: GpuNodes;
  readonly model: ServingModel;
  readonly service: Service;
  readonly deployment: Deployment;
}

/** The workload on its GPU nodes, not created yet; `loadOf` is the load that it gets, once there is one. */
export function raiseWorkload(
  spec: TwinSpec,
  replicas: number,
  loadOf: () => Load | undefined,
): Workload & { readonly tellGpus: () => void } {
  const nodes = makeGpuNodes(spec.scenario.gpuNodes);
  const model = servingModelOf(spec.scenario.workload.env);
  const tellGpus = gpusTeller(spec, nodes);
  const service = new Service(spec, () => deployment.pods(), randomOf(spec, 'balance'));
  const deployment = new Deployment(
    {
      spec,
      nodes,
      model,
      random: randomOf(spec, 'pods'),
      openTo: (pod) => loadOf()?.clients.openTo(pod) ?? 0,
      ended: (pod) => loadOf()?.clients.drop(pod),
    },
    () => {
      service.look();
      tellGpus();
    },
    labelsOf(spec),
    replicas,
  );
  return { nodes, model, service, deployment, tellGpus };
}

/** Exporters, Prometheus and adapter, which ran before the workload came. */
export interface Pipeline {
  readonly exporters: Exporters;
  readonly prometheus: Prometheus;
  readonly adapter: Adapter;
}

/** Starts the metrics pipeline of the nodes, each part at its own beat. */
export function raisePipeline(spec: TwinSpec, nodes: GpuNodes, random: Random): Pipeline {
  const adapterStart = spec.loop.now - adapterAge(random);
  const exporters = startExporters(spec, nodes, random, adapterStart);
  const prometheus = new Prometheus(spec, nodes, exporters, random);
  return { exporters, prometheus, adapter: new Adapter(spec, prometheus, adapterStart) };
}

/** How long the adapter has run when the objects are applied. */
function adapterAge(random: Random): number {
  const { adapterAge, adapterAgeSpread, readinessRound, readinessRoundShare } = LAB;
  const rounds = random() < readinessRoundShare ? 1 : 0;
  return adapterAge + rounds * readinessRound + (2 * random() - 1) * adapterAgeSpread;
}

/** The HPA controller, which ran before the HPA came. */
export function raiseController(
  spec: TwinSpec,
  deployment: Deployment,
  adapter: Adapter,
  extras: TwinExtras,
  random: Random,
): HpaController {
  const scenario = withoutCpu(spec.scenario);
  return new HpaController({
    spec,
    hpaSpec: extras.hpaSpec ?? scenarioHpaSpec(scenario),
    ...(extras.hpaSpec === undefined ? { hpaWire: scenarioHpaWire(scenario) } : {}),
    deployment,
    adapter,
    selector: Object.entries(labelsOf(spec))
      .map(([name, value]) => `${name}=${value}`)
      .join(),
    // Its resync ticks are whole periods from its start.
    controllerStart: spec.loop.now - (10 + random()) * spec.timing.syncPeriodMs,
    ...(extras.answers === undefined ? {} : { others: extras.answers }),
    ...(extras.config === undefined ? {} : { config: extras.config }),
  });
}

/** The twin's processes take no CPU time: a second metric that says nothing would hold every scale-in back. */
function withoutCpu(scenario: TwinSpec['scenario']): TwinSpec['scenario'] {
  const { cpu: _, ...hpa } = scenario.hpa;
  return { ...scenario, hpa };
}

/** The labels that the pods are selected by. */
function labelsOf({ scenario }: TwinSpec): Readonly<Record<string, string>> {
  const { name } = scenario.workload;
  return { 'app.kubernetes.io/instance': name, 'app.kubernetes.io/name': name };
}

/** Tells the GPUs that nodes offer and pods hold whenever that changes. */
function gpusTeller(spec: TwinSpec, nodes: GpuNodes): () => void {
  let told = -1;
  return () => {
    const allocated = nodes.allocated();
    if (allocated === told) return;
    told = allocated;
    spec.emit({ kind: 'gpus', at: spec.loop.now, allocatable: nodes.gpus.length, allocated });
  };
}
