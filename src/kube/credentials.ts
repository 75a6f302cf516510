import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';

/** How to speak to one API server as one user. */
export interface Credentials {
  readonly server: string;
  readonly context: string;
  readonly user: string;
  /** The context's namespace, where it names one. */
  readonly namespace: string | undefined;
  readonly proxyUrl: string | undefined;
  readonly tls: TlsOptions;
  /** Headers of the next request; asked every time, because tokens of exec plug-ins and token files run out. */
  headers(): Promise<Readonly<Record<string, string>>>;
}

/** The TLS side of credentials, as node:tls names it. */
export interface TlsOptions {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly rejectUnauthorized?: boolean;
  readonly servername?: string;
}

/**
 * Reads a kubeconfig file and picks a context. Without `context` the file must hold exactly one: a cluster is never guessed,
 * not even by `current-context`.
 */
export async function readCredentials(options: {
  readonly kubeconfigPath: string;
  readonly context?: string;
}): Promise<Credentials> {
  // Loaded when it is needed: the library's generated models cost more to load than the rest of the program.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    config.loadFromFile(options.kubeconfigPath);
  } catch (error) {
    throw new ScaleproofError(
      'usage',
      `kubeconfig ${options.kubeconfigPath} could not be read: ${errorText(error)}`,
      {
        hint: 'give the path of a readable kubeconfig file with --kubeconfig',
        cause: error,
      },
    );
  }
  const context = pickContext(
    options,
    config.getContexts().map((found) => found.name),
  );
  config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (!cluster) {
    throw new ScaleproofError(
      'usage',
      `context ${context} of ${options.kubeconfigPath} names no known cluster`,
    );
  }
  const first = await securityOf(config);
  const changing = hasChangingToken(config.getCurrentUser());
  return {
    server: cluster.server.replace(/\/+$/, ''),
    context,
    user: config.getCurrentUser()?.name ?? 'anonymous',
    namespace: config.getContextObject(context)?.namespace,
    proxyUrl: cluster.proxyUrl,
    tls: first.tls,
    headers: async () => (changing ? (await securityOf(config)).headers : first.headers),
  };
}

function pickContext(
  options: { readonly kubeconfigPath: string; readonly context?: string },
  contexts: readonly string[],
): string {
  const known = contexts.length === 0 ? 'it has none' : `it has ${contexts.join(', ')}`;
  if (options.context !== undefined) {
    if (contexts.includes(options.context)) return options.context;
    throw new ScaleproofError(
      'usage',
      `kubeconfig ${options.kubeconfigPath} has no context ${options.context}: ${known}`,
      {
        hint: 'name one of them with --context',
      },
    );
  }
  if (contexts.length === 1) return contexts[0]!;
  throw new ScaleproofError(
    'usage',
    `no context was named, and kubeconfig ${options.kubeconfigPath} does not hold exactly one: ${known}`,
    { hint: 'name the cluster with --context; it is never guessed' },
  );
}

function hasChangingToken(
  user: { readonly exec?: unknown; readonly authProvider?: unknown } | null,
): boolean {
  return user !== null && (user.exec !== undefined || user.authProvider !== undefined);
}

/** What client-node fills in: TLS material and headers of the current user, running exec plug-ins where configured. */
interface Security {
  readonly tls: TlsOptions;
  readonly headers: Readonly<Record<string, string>>;
}

async function securityOf(config: {
  applyToHTTPSOptions(options: object): Promise<void>;
}): Promise<Security> {
  const filled: {
    ca?: Buffer;
    cert?: Buffer | string;
    key?: Buffer | string;
    rejectUnauthorized?: boolean;
    servername?: string;
    auth?: string;
    headers?: Record<string, string>;
  } = {};
  await config.applyToHTTPSOptions(filled);
  const { ca, cert, key, rejectUnauthorized, servername } = filled;
  return {
    tls: {
      ...(ca ? { ca } : {}),
      ...(cert ? { cert } : {}),
      ...(key ? { key } : {}),
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
      ...(servername === undefined ? {} : { servername }),
    },
    headers: {
      ...filled.headers,
      ...(filled.auth === undefined
        ? {}
        : { Authorization: `Basic ${Buffer.from(filled.auth).toString('base64')}` }),
    },
  };
}
