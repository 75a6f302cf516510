import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { Subject } from './grants.ts';

const DEADLINE_MS = 5000;

/** Reads `user:NAME`, `group:NAME` or `serviceaccount:NAMESPACE/NAME`; another text is a usage error. */
export function parseSubject(text: string): Subject {
  const [, kind, name] = /^(user|group|serviceaccount):(.+)$/i.exec(text) ?? [];
  if (kind?.toLowerCase() === 'user') return { kind: 'User', name: name! };
  if (kind?.toLowerCase() === 'group') return { kind: 'Group', name: name! };
  const [namespace, account, ...more] = (name ?? '').split('/');
  if (namespace && account && more.length === 0) return { kind: 'ServiceAccount', namespace, name: account };
  throw new ScaleproofError('usage', `no subject can be read from ${text}`, {
    hint: 'write user:NAME, group:NAME or serviceaccount:NAMESPACE/NAME',
  });
}

/** The subject that a user name of the API server stands for. */
export function subjectOf(userName: string): Subject {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(userName) ?? [];
  if (namespace === undefined || name === undefined) return { kind: 'User', name: userName };
  return { kind: 'ServiceAccount', namespace, name };
}

/** The user name by which the API server knows us. */
export async function askWhoWeAre(connection: KubeConnection, signal: AbortSignal): Promise<string> {
  const answer = await connection.request<{
    readonly status?: { readonly userInfo?: { readonly username?: string } };
  }>('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
    timeoutMs: DEADLINE_MS,
    signal,
  });
  const name = answer.body.status?.userInfo?.username;
  if (name === undefined) throw new Error('the API server did not say who we are');
  return name;
}
