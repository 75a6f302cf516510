import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** Where the API server is and who vouches for it. */
export interface ApiServer {
  readonly url: string;
  /** Certificate authority, PEM. */
  readonly ca: string;
}

/** Writes a kubeconfig that uses a pod's service account token; returns its path. */
export async function writePodKubeconfig(
  folder: string,
  tokenFile: string,
  namespace: string,
  apiServer: ApiServer,
): Promise<string> {
  const path = join(folder, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'in-cluster',
    clusters: [
      {
        name: 'in-cluster',
        cluster: {
          server: apiServer.url,
          'certificate-authority-data': Buffer.from(apiServer.ca).toString('base64'),
        },
      },
    ],
    // A file, not the token itself: clients read it again before it expires.
    users: [{ name: 'service-account', user: { tokenFile } }],
    contexts: [
      { name: 'in-cluster', context: { cluster: 'in-cluster', user: 'service-account', namespace } },
    ],
  };
  await writeFile(path, stringify(config), { mode: 0o600 });
  return path;
}
