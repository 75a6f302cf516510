import type { KubeConnection } from '../kube/connect.ts';
import { type Check, found, missing, type Question, unknown } from './check.ts';
import { type Learned, learn } from './learn.ts';
import { describePermission, type Permission } from './permission.ts';

const DEADLINE_MS = 5000;

/** What the API server says of one permission. */
export interface ReviewedPermission {
  readonly permission: Permission;
  readonly check: Check;
}

/** Asks the API server for each permission whether we have it (SelfSubjectAccessReview), so that all that lack are told at once. */
export function reviewPermissions(
  connection: KubeConnection,
  permissions: readonly Permission[],
  options: { readonly signal: AbortSignal; readonly assertsGpus: boolean },
): Promise<readonly ReviewedPermission[]> {
  return Promise.all(
    permissions.map(async (permission) => {
      const answer = await learn(options.signal, () => askOne(connection, permission, options.signal));
      const dooms = permission.need === 'run' || (permission.need === 'gpus' && options.assertsGpus);
      return { permission, check: checkOf(permission, answer, dooms) };
    }),
  );
}

interface Review {
  readonly status?: {
    readonly allowed?: boolean;
    readonly reason?: string;
    readonly evaluationError?: string;
  };
}

async function askOne(
  connection: KubeConnection,
  permission: Permission,
  signal: AbortSignal,
): Promise<NonNullable<Review['status']>> {
  const answer = await connection.request<Review>(
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    { body: reviewOf(permission), timeoutMs: DEADLINE_MS, signal },
  );
  if (answer.body.status?.allowed === undefined)
    throw new Error(`the review said ${answer.text.slice(0, 120)}`);
  return answer.body.status;
}

function reviewOf(permission: Permission) {
  const about = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' };
  if ('path' in permission) {
    return { ...about, spec: { nonResourceAttributes: { verb: permission.verb, path: permission.path } } };
  }
  const { need: _need, why: _why, ...resourceAttributes } = permission;
  return { ...about, spec: { resourceAttributes } };
}

function checkOf(
  permission: Permission,
  answer: Learned<NonNullable<Review['status']>>,
  dooms: boolean,
): Check {
  const wanted = describePermission(permission);
  const question: Question = { id: `permission: ${wanted}`, hop: 'API server', wanted };
  if (!answer.known) return unknown(question, answer.why);
  const { allowed, reason = '', evaluationError = '' } = answer.value;
  if (allowed) return found(question, 'allowed');
  const said = [reason, evaluationError].filter((text) => text !== '').join('; ');
  return missing(question, {
    seen: `not allowed${said === '' ? '' : `: ${said}`}; needed to ${permission.why}`,
    fix: 'grant it: the roles are printed below',
    dooms,
  });
}
