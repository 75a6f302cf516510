import type { Plan } from '../plan/plan.ts';
import type { Strike } from '../scenario/schema.ts';
import type { Deployment } from './deployment.ts';
import { FluidLoad, type FluidSpec } from './fluid-load.ts';
import type { GpuNodes } from './gpu.ts';
import type { HpaController } from './hpa-controller.ts';
import { LAB } from './lab-figures.ts';
import { Load } from './load.ts';
import { crashPod } from './pod-life.ts';
import {
  type Pipeline,
  raiseController,
  raisePipeline,
  raiseWorkload,
  type TwinExtras,
} from './raise-parts.ts';
import { startSampling } from './sampler.ts';
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

/** Puts the scenario's objects up at the loop's present instant, on nodes and a metrics pipeline that ran before. */
export function openTwin(spec: TwinSpec, extras: TwinExtras = {}): Twin {
  const phases = randomOf(spec, 'phases');
  let load: Load | undefined;
  const workload = raiseWorkload(spec, extras.replicas ?? 1, () => load);
  const { nodes, model, service, deployment } = workload;
  const pipeline = raisePipeline(spec, nodes, phases);
  const controller = raiseController(spec, deployment, pipeline.adapter, extras, phases);
  workload.tellGpus();
  deployment.create();
  controller.create();
  if (spec.detail === 'all') startSampling({ spec, deployment, ...pipeline }, phases);
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
    strike: (component) => strike(component, load, { ...pipeline, controller }, deployment),
  };
}

function strike(
  component: Strike['component'],
  load: Load | undefined,
  { prometheus, adapter, controller }: Pipeline & { readonly controller: HpaController },
  deployment: Deployment,
): string {
  switch (component) {
    case 'k6':
      return load?.kill() ?? 'k6 was not running';
    case 'prometheus':
      prometheus.kill(LAB.prometheusDown);
      return 'killed the Prometheus of the twin';
    case 'prometheus-adapter':
      adapter.kill(LAB.adapterDown);
      return 'killed the prometheus-adapter of the twin';
    case 'kube-controller-manager':
      controller.restart(LAB.controllerDown);
      return 'killed the kube-controller-manager of the twin';
    case 'serving-pod':
      return strikePod(deployment);
  }
}

function strikePod(deployment: Deployment): string {
  const victim = deployment.pods().find((pod) => pod.process !== undefined);
  if (victim === undefined) return 'no serving pod was running';
  crashPod(deployment.world, victim);
  return `killed the process of ${victim.name}`;
}
