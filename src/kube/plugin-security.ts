import type { KubeConfig } from '@kubernetes/client-node';

/** What client-node fills in for a user. */
interface Filled {
  ca?: Buffer;
  cert?: Buffer | string;
  key?: Buffer | string;
  servername?: string;
  headers?: Record<string, string>;
}

/** Credentials of a user with an exec plug-in or an auth provider, which client-node runs and keeps until they run out. */
export async function pluginSecurity(kubeconfigPath: string, context: string) {
  // Loaded only where it is needed: it takes a second of processor time and 90 MB.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigPath);
  config.setCurrentContext(context);
  const { ca, cert, key, servername } = await fill(config);
  return {
    tls: {
      ...(ca ? { ca } : {}),
      ...(cert ? { cert } : {}),
      ...(key ? { key } : {}),
      ...(servername === undefined ? {} : { servername }),
    },
    headers: async () => (await fill(config)).headers ?? {},
  };
}

async function fill(config: KubeConfig): Promise<Filled> {
  const filled: Filled = {};
  await config.applyToHTTPSOptions(filled);
  return filled;
}
