import type { Clock } from '../clock/clock.ts';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { getObject } from '../kube/access.ts';
import { applyObject } from '../kube/apply.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { KubeObject, OwnerReference } from '../kube/objects.ts';
import { buildHpa } from './hpa.ts';
import { buildNamespace } from './namespace.ts';
import { ensureNamespace, refuseForeign } from './ownership.ts';
import { type WorkloadRefs, workloadRefs } from './refs.ts';
import { buildAnchor, buildDeployment, buildService, ownedBy, type WorkloadParts } from './serving.ts';

/** Everything of a run that lies in its namespace, in the order in which it is applied; the anchor comes before it. */
export function buildWorkload(parts: WorkloadParts, owner: OwnerReference): readonly KubeObject[] {
  return [buildService(parts, owner), buildDeployment(parts, owner), buildHpa(parts, owner)];
}

/**
 * Applies Serving Deployment, Service and HPA (rows S10, S11), all owned by one anchor; with `existing:` it only makes
 * sure that those are there. Does not wait for pods: see `waitForRollout`.
 */
export async function applyWorkload(
  connection: KubeConnection,
  clock: Clock,
  parts: WorkloadParts,
  options: { readonly signal?: AbortSignal } = {},
): Promise<WorkloadRefs> {
  const refs = workloadRefs(parts.scenario);
  if (parts.scenario.existing) {
    await expectExisting(connection, refs, options);
    return refs;
  }
  await ensureNamespace(connection, clock, buildNamespace(refs.namespace), options);
  const planned = buildAnchor(parts);
  await refuseForeign(connection, [planned, ...buildWorkload(parts, ownedBy(planned))], options);
  const anchor = await applyObject(connection, planned, options);
  for (const object of buildWorkload(parts, ownedBy(anchor))) await applyObject(connection, object, options);
  return refs;
}

async function expectExisting(
  connection: KubeConnection,
  refs: WorkloadRefs,
  options: { readonly signal?: AbortSignal },
): Promise<void> {
  const wanted = [
    { apiVersion: 'apps/v1', kind: 'Deployment', name: refs.deployment },
    { apiVersion: 'v1', kind: 'Service', name: refs.service },
    { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: refs.hpa },
  ];
  const missing: string[] = [];
  for (const ref of wanted) {
    const found = await getObject(connection, { ...ref, namespace: refs.namespace }, options);
    if (!found) missing.push(`${ref.kind} ${refs.namespace}/${ref.name}`);
  }
  if (missing.length === 0) return;
  throw new ScaleproofError(
    'usage',
    `${connection.context} lacks what \`existing:\` names: ${missing.join(', ')}`,
    {
      hint: 'correct the names, or leave `existing:` out and let scaleproof apply its own',
    },
  );
}
