import type { KubeConnection } from '../kube/connect.ts';

/** A token that a test can make worthless. */
export interface ShortLivedToken {
  readonly token: string;
  /** From now on the API server answers it with 401, as it does when a token has expired. */
  revoke(): Promise<unknown>;
}

/**
 * A token of a new ServiceAccount that may do everything. No API server gives one for less than ten minutes, but it takes
 * none of an account that is gone.
 */
export async function shortLivedToken(admin: KubeConnection, name: string): Promise<ShortLivedToken> {
  const accounts = '/api/v1/namespaces/default/serviceaccounts';
  const metadata = { name };
  await admin.request('POST', accounts, { body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata } });
  await admin.request('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    body: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
    },
  });
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const { body } = await admin.request<{ readonly status: { readonly token: string } }>(
    'POST',
    `${accounts}/${name}/token`,
    { body: request },
  );
  return { token: body.status.token, revoke: () => admin.request('DELETE', `${accounts}/${name}`) };
}
