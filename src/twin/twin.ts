import type { Cluster } from '../hpa/cluster.ts';
import type { ControllerConfig } from '../hpa/controller-config.ts';
import type { HpaSpec } from '../hpa/spec.ts';
import { scenarioHpaSpec } from '../hpa/wire/scenario-spec.ts';
import type { Plan } from '../plan/plan.ts';
import type { GpusObservation } from '../sample/observation.ts';
import type { Strike } from '../scenario/schema.ts';
import { Adapter } from './adapter.ts';
import { Deployment } from './deployment.ts';
import { startExporters } from './exporters.ts';
import { FluidLoad, type FluidSpec } from './fluid-load.ts';
import { type GpuNodes, makeGpuNodes } from './gpu.ts';
import { HpaController } from './hpa-controller.ts';

import { LAB } from './lab-figures.ts';
import { Load } from './load.ts';
import { crashPod } from './pod-life.ts';
import { Prometheus } from './prometheus.ts';
import { startSampling } from './sampler.ts';
import { Service } from './service.ts';
import { servingModelOf } from './serving-options.ts';
import { randomOf, type TwinSpec } from './twin-spec.ts';

/** A target in virtual time: everything between an image and a replica, moved on by its loop. */
export interface Twin {
  readonly nodes: GpuNodes;
  readonly deployment: Deployment;
  readonly controller: HpaController;
  /** Prepares the load of a plan; it starts when its `start` is called. */
  prepareLoad(plan: Plan): Load;
  /** Starts load in the aggregated form. */
  startFluid(fluid: FluidSpec): FluidLoad;
  /** Strikes a component now; says what it did. */
  strike(component: Strike['component']): string;
}

/** What a twin is given where the scenario cannot say it. */
export interface TwinExtras {
  readonly hpaSpec?: HpaSpec;
  readonly answers?: Partial<Cluster>;
  readonly config?: Partial<ControllerConfig>;
  /** Replicas that the Deployment is created with; default 1, as where its manifest leaves them to the HPA. */
  readonly replicas?: number;
}

/** Puts the scenario's objects up at the loop's present instant, on nodes and a metrics pipeline that ran before. */
export function openTwin(spec: TwinSpec, extras: TwinExtras = {}): Twin {
  const { loop, scenario, timing } = spec;
  const phases = randomOf(spec, 'phases');
  const nodes = makeGpuNodes(scenario.gpuNodes);
  const model = servingModelOf(scenario.workload.env);
  const labels = {
    'app.kubernetes.io/instance': scenario.workload.name,
    'app.kubernetes.io/name': scenario.workload.name,
  };
  let load: Load | undefined;
  const service = new Service(spec, () => deployment.pods(), randomOf(spec, 'balance'));
  const tellGpus = gpusTeller(spec, nodes);
  const deployment = new Deployment(
    {
      spec,
      nodes,
      model,
      random: randomOf(spec, 'pods'),
      openTo: (pod) => load?.clients.openTo(pod) ?? 0,
      ended: (pod) => load?.clients.drop(pod),
    },
    () => {
      service.look();
      tellGpus();
    },
    labels,
    extras.replicas ?? 1,
  );
  const exporters = startExporters(spec, nodes, phases);
  const prometheus = new Prometheus(spec, nodes, exporters, phases);
  const adapter = new Adapter(spec, prometheus, phases);
  const controller = new HpaController({
    spec,
    hpaSpec: extras.hpaSpec ?? scenarioHpaSpec(scenario),
    deployment,
    adapter,
    selector: Object.entries(labels)
      .map(([name, value]) => `${name}=${value}`)
      .join(),
    // It has run for a while; its resync ticks are whole periods from there.
    controllerStart: loop.now - (10 + phases()) * timing.syncPeriodMs,
    ...(extras.answers === undefined ? {} : { others: extras.answers }),
    ...(extras.config === undefined ? {} : { config: extras.config }),
  });
  tellGpus();
  deployment.create();
  controller.create();
  if (spec.detail === 'all') startSampling({ spec, deployment, exporters, prometheus, adapter }, phases);
  return {
    nodes,
    deployment,
    controller,
    prepareLoad: (plan) => {
      load = new Load(spec, plan, service, model);
      return load;
    },
    startFluid: (what) => {
      const fluid = new FluidLoad(spec, what, service);
      fluid.start();
      return fluid;
    },
    strike: (component) => {
      switch (component) {
        case 'k6':
          return load?.kill() ?? 'k6 was not running';
        case 'prometheus':
          prometheus.kill(LAB.prometheusDown);
          return 'killed the Prometheus of the twin';
        case 'prometheus-adapter':
          adapter.kill(LAB.adapterDown);
          return 'killed the prometheus-adapter of the twin';
        case 'serving-pod':
          return strikePod(deployment);
      }
    },
  };
}

function strikePod(deployment: Deployment): string {
  const victim = deployment.pods().find((pod) => pod.process !== undefined);
  if (victim === undefined) return 'no serving pod was running';
  crashPod(deployment.world, victim);
  return `killed the process of ${victim.name}`;
}

/** Tells the GPUs that nodes offer and pods hold whenever that changes. */
function gpusTeller(spec: TwinSpec, nodes: GpuNodes): () => void {
  let told = -1;
  return () => {
    const allocated = nodes.allocated();
    if (allocated === told) return;
    told = allocated;
    const seen: GpusObservation = {
      kind: 'gpus',
      at: spec.loop.now,
      allocatable: nodes.gpus.length,
      allocated,
    };
    spec.emit(seen);
  };
}
