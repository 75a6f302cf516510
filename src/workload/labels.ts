/** Who manages an object; nothing without this label is ever changed or removed. */
export const MANAGED_BY_LABEL = 'app.kubernetes.io/managed-by';
export const MANAGED_BY = 'scaleproof';
/** Which run an object belongs to; the metrics pipeline outlives runs and has none. */
export const RUN_LABEL = 'scaleproof.dev/run-id';
/** What the object is for, within the product. */
export const COMPONENT_LABEL = 'app.kubernetes.io/component';

/** What an object is, in Kubernetes' recommended labels. */
export interface Identity {
  readonly name: string;
  readonly instance: string;
  readonly component:
    | 'anchor'
    | 'serving'
    | 'load'
    | 'autoscaling'
    | 'monitoring'
    | 'custom-metrics'
    | 'namespace';
  readonly runId?: string;
}

/** The labels of an object of ours. */
export function labelsOf(identity: Identity): Readonly<Record<string, string>> {
  return {
    'app.kubernetes.io/name': identity.name,
    'app.kubernetes.io/instance': identity.instance,
    [COMPONENT_LABEL]: identity.component,
    'app.kubernetes.io/part-of': 'scaleproof',
    [MANAGED_BY_LABEL]: MANAGED_BY,
    ...(identity.runId === undefined ? {} : { [RUN_LABEL]: identity.runId }),
  };
}

/** The labels that a selector picks pods by: the part that never changes from run to run. */
export function selectorOf(identity: Identity): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': identity.name, 'app.kubernetes.io/instance': identity.instance };
}
