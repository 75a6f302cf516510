import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { parseQuantity } from '../../units/quantity.ts';
import type { ClusterReader } from './cluster-reader.ts';
import { expandVariables } from './expand.ts';
import type { ContainerSpec, EnvVar, KeyRef, Pod } from './pod-spec.ts';

/** A pod and the address that it has been given. */
export interface PlacedPod {
  readonly pod: Pod;
  readonly podIP: string;
}

/** Resolves a container's environment: `envFrom`, then `env` in order, each seeing those before it. */
export async function resolveEnvironment(
  placed: PlacedPod,
  container: ContainerSpec,
  reader: ClusterReader,
  base: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const env: Record<string, string> = { ...base };
  const namespace = placed.pod.metadata.namespace ?? 'default';
  for (const from of container.envFrom ?? []) {
    const keys = from.configMapRef
      ? await reader.configMap(namespace, from.configMapRef.name ?? '', from.configMapRef.optional ?? false)
      : await reader.secret(namespace, from.secretRef?.name ?? '', from.secretRef?.optional ?? false);
    for (const [key, value] of Object.entries(keys))
      env[`${from.prefix ?? ''}${key}`] = value.toString('utf8');
  }
  for (const variable of container.env ?? []) {
    const value = await resolveVariable(placed, container, variable, reader, env);
    if (value !== undefined) env[variable.name] = value;
  }
  return env;
}

async function resolveVariable(
  placed: PlacedPod,
  container: ContainerSpec,
  variable: EnvVar,
  reader: ClusterReader,
  env: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const from = variable.valueFrom;
  const namespace = placed.pod.metadata.namespace ?? 'default';
  if (!from) return expandVariables(variable.value ?? '', env);
  if (from.fieldRef) return readField(placed, from.fieldRef.fieldPath);
  if (from.resourceFieldRef) return readLimit(container, from.resourceFieldRef.resource);
  if (from.configMapKeyRef) {
    const ref = from.configMapKeyRef;
    return readKey(
      ref,
      'configmap',
      await reader.configMap(namespace, ref.name ?? '', ref.optional ?? false),
    );
  }
  if (from.secretKeyRef) {
    const ref = from.secretKeyRef;
    return readKey(ref, 'secret', await reader.secret(namespace, ref.name ?? '', ref.optional ?? false));
  }
  throw new ScaleproofError('target-unavailable', `variable ${variable.name} has a source the lab lacks`);
}

function readKey(ref: KeyRef, kind: string, keys: Readonly<Record<string, Buffer>>): string | undefined {
  const value = keys[ref.key]?.toString('utf8');
  if (value !== undefined || ref.optional) return value;
  throw new ScaleproofError(
    'target-unavailable',
    `couldn't find key ${ref.key} in ${kind} ${ref.name ?? ''}`,
  );
}

/** Reads one downward API field, for example `metadata.name` or `metadata.labels['app']`. */
export function readField({ pod, podIP }: PlacedPod, fieldPath: string): string {
  const keyed = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(fieldPath);
  if (keyed) return pod.metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2] ?? ''] ?? '';
  const fields: Readonly<Record<string, string | undefined>> = {
    'metadata.name': pod.metadata.name,
    'metadata.namespace': pod.metadata.namespace,
    'metadata.uid': pod.metadata.uid,
    'spec.nodeName': pod.spec.nodeName,
    'spec.serviceAccountName': pod.spec.serviceAccountName,
    'status.podIP': podIP,
    'status.podIPs': podIP,
    'status.hostIP': '127.0.0.1',
  };
  const value = fields[fieldPath];
  if (value === undefined)
    throw new ScaleproofError('target-unavailable', `unknown field path "${fieldPath}"`);
  return value;
}

function readLimit(container: ContainerSpec, resource: string): string {
  const limit = container.resources?.limits?.[resource.replace(/^(limits|requests)\./, '')];
  return limit === undefined ? '0' : String(Math.ceil(parseQuantity(String(limit)) ?? 0));
}
