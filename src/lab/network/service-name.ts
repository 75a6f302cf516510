/** A Service by name. */
export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
}

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

/**
 * Reads a host name as a Service's: `<name>.<namespace>`, `.svc` and `.svc.cluster.local` allowed after it.
 * `undefined` when it is not one.
 */
export function parseServiceName(host: string): ServiceName | undefined {
  const labels = host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/\.cluster\.local$/, '')
    .replace(/\.svc$/, '')
    .split('.');
  const [name, namespace] = labels;
  if (labels.length !== 2 || name === undefined || namespace === undefined) return undefined;
  return LABEL.test(name) && LABEL.test(namespace) ? { namespace, name } : undefined;
}
