import { connect, type KubeConnection } from '../kube/connect.ts';
import type { ClusterAccess } from './cluster-access.ts';

/** Opens a cluster for as long as something is asked of it. */
export async function withCluster<T>(
  access: Pick<ClusterAccess, 'kubeconfig' | 'context'>,
  use: (connection: KubeConnection) => Promise<T>,
): Promise<T> {
  const connection = await connect({ kubeconfigPath: access.kubeconfig, context: access.context });
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}
