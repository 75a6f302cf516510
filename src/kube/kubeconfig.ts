import { dirname, isAbsolute, join } from 'node:path';
import { parse } from 'yaml';
import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import { systemFiles } from '../host/files.ts';

/** `cluster` of a kubeconfig. */
export interface ClusterEntry {
  readonly server?: string;
  readonly 'certificate-authority'?: string;
  readonly 'certificate-authority-data'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'tls-server-name'?: string;
  readonly 'proxy-url'?: string;
}

/** `user` of a kubeconfig. */
export interface UserEntry {
  readonly 'client-certificate'?: string;
  readonly 'client-certificate-data'?: string;
  readonly 'client-key'?: string;
  readonly 'client-key-data'?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly as?: string;
  readonly exec?: object;
  readonly 'auth-provider'?: object;
}

/** One context of a kubeconfig with what it names. */
export interface KubeconfigContext {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly userName: string;
  readonly server: string;
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  /** Bytes of a file that the kubeconfig names, relative to it. */
  readBytes(path: string): Promise<Buffer>;
}

interface Kubeconfig {
  readonly contexts?: readonly { readonly name: string; readonly context: ContextEntry }[] | null;
  readonly clusters?: readonly { readonly name: string; readonly cluster: ClusterEntry }[] | null;
  readonly users?: readonly { readonly name: string; readonly user: UserEntry | null }[] | null;
}

interface ContextEntry {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

/**
 * Reads a kubeconfig file and picks a context. Without `context` the file must hold exactly one: a cluster is never
 * guessed, not even by `current-context`.
 */
export async function readKubeconfig(options: {
  readonly kubeconfigPath: string;
  readonly context?: string;
}): Promise<KubeconfigContext> {
  const config = await readFile(options.kubeconfigPath);
  const name = pickContext(
    options,
    (config.contexts ?? []).map((found) => found.name),
  );
  const context = config.contexts?.find((found) => found.name === name)?.context;
  const cluster = config.clusters?.find((found) => found.name === context?.cluster)?.cluster;
  const user = config.users?.find((found) => found.name === context?.user)?.user ?? {};
  if (cluster?.server === undefined) {
    throw new ScaleproofError(
      'usage',
      `context ${name} of ${options.kubeconfigPath} names no cluster with a server`,
    );
  }
  if (cluster['insecure-skip-tls-verify'] && cluster.server.startsWith('https:')) {
    throw new ScaleproofError(
      'usage',
      `context ${name} of ${options.kubeconfigPath} says insecure-skip-tls-verify: its server would not be verified, and whoever answers would get the credentials`,
      {
        hint: 'Put the CA of the API server into certificate-authority, and take insecure-skip-tls-verify out.',
      },
    );
  }
  const folder = dirname(options.kubeconfigPath);
  return {
    name,
    namespace: context?.namespace,
    userName: context?.user ?? 'anonymous',
    server: cluster.server.replace(/\/+$/, ''),
    cluster,
    user,
    readBytes: async (path) =>
      Buffer.from(await systemFiles.readBytes(isAbsolute(path) ? path : join(folder, path))),
  };
}

async function readFile(path: string): Promise<Kubeconfig> {
  try {
    const config: unknown = parse(await systemFiles.readText(path));
    if (typeof config !== 'object' || config === null) throw new Error('it holds no kubeconfig');
    return config;
  } catch (error) {
    throw new ScaleproofError('usage', `kubeconfig ${path} could not be read: ${errorText(error)}`, {
      hint: 'give the path of a readable kubeconfig file with --kubeconfig',
      cause: error,
    });
  }
}

function pickContext(
  options: { readonly kubeconfigPath: string; readonly context?: string },
  contexts: readonly string[],
): string {
  const known = contexts.length === 0 ? 'it has none' : `it has ${contexts.join(', ')}`;
  const { kubeconfigPath, context } = options;
  if (context !== undefined) {
    if (contexts.includes(context)) return context;
    throw new ScaleproofError('usage', `kubeconfig ${kubeconfigPath} has no context ${context}: ${known}`, {
      hint: 'name one of them with --context',
    });
  }
  if (contexts.length === 1) return contexts[0]!;
  throw new ScaleproofError(
    'usage',
    `no context was named, and kubeconfig ${kubeconfigPath} does not hold exactly one: ${known}`,
    { hint: 'name the cluster with --context; it is never guessed' },
  );
}
