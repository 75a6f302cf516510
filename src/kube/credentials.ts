import { type KubeconfigContext, readKubeconfig } from './kubeconfig.ts';
import { pluginSecurity } from './plugin-security.ts';

/** How to speak to one API server as one user. */
export interface Credentials {
  readonly server: string;
  readonly context: string;
  readonly user: string;
  /** The context's namespace, where it names one. */
  readonly namespace: string | undefined;
  readonly proxyUrl: string | undefined;
  readonly tls: TlsOptions;
  /** Headers of the next request; asked every time, because tokens of plug-ins and token files run out. */
  headers(): Promise<Readonly<Record<string, string>>>;
}

/** The TLS side of credentials, as node:tls names it. */
export interface TlsOptions {
  readonly ca?: Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
}

/** What proves who we are: TLS material once, headers for each request. */
export type Security = Pick<Credentials, 'tls' | 'headers'>;

/** Reads the credentials of one context of a kubeconfig file; see `readKubeconfig` for which. */
export async function readCredentials(options: {
  readonly kubeconfigPath: string;
  readonly context?: string;
}): Promise<Credentials> {
  const context = await readKubeconfig(options);
  const usesPlugin = context.user.exec !== undefined || context.user['auth-provider'] !== undefined;
  return {
    server: context.server,
    context: context.name,
    user: context.userName,
    namespace: context.namespace,
    proxyUrl: context.cluster['proxy-url'],
    ...(usesPlugin
      ? await pluginSecurity(options.kubeconfigPath, context.name)
      : await plainSecurity(context)),
  };
}

/** Certificates, tokens and passwords that stand in the kubeconfig or in files that it names. */
async function plainSecurity(context: KubeconfigContext): Promise<Security> {
  const { cluster, user, readBytes } = context;
  const material = async (data: string | undefined, file: string | undefined) => {
    if (data !== undefined) return Buffer.from(data, 'base64');
    return file === undefined ? undefined : readBytes(file);
  };
  const ca = await material(cluster['certificate-authority-data'], cluster['certificate-authority']);
  const cert = await material(user['client-certificate-data'], user['client-certificate']);
  const key = await material(user['client-key-data'], user['client-key']);
  const servername = cluster['tls-server-name'];
  return {
    tls: {
      ...(ca ? { ca } : {}),
      ...(cert ? { cert } : {}),
      ...(key ? { key } : {}),
      ...(servername === undefined ? {} : { servername }),
    },
    headers: async () => {
      const authorization = await authorizationOf(context);
      return {
        ...(user.as === undefined ? {} : { 'Impersonate-User': user.as }),
        ...(authorization === undefined ? {} : { Authorization: authorization }),
      };
    },
  };
}

async function authorizationOf({ user, readBytes }: KubeconfigContext): Promise<string | undefined> {
  if (user.token !== undefined) return `Bearer ${user.token}`;
  if (user.tokenFile !== undefined)
    return `Bearer ${(await readBytes(user.tokenFile)).toString('utf8').trim()}`;
  if (user.username === undefined) return undefined;
  return `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`;
}
