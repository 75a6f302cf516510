import { resolve } from 'node:path';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Host } from '../host/host.ts';
import type { PrometheusOverride } from '../scenario/load-scenario.ts';
import { dnsLabel } from '../scenario/scalars.ts';

/** What the command line says of Prometheus. */
export interface PrometheusArguments {
  readonly prometheus?: string | undefined;
  readonly prometheusTokenFile?: string | undefined;
  readonly prometheusUser?: string | undefined;
  readonly prometheusPasswordFile?: string | undefined;
  readonly prometheusCa?: string | undefined;
  readonly prometheusCert?: string | undefined;
  readonly prometheusKey?: string | undefined;
}

const FILE = { type: 'string', requiresArg: true } as const;

/** The options of every command that asks Prometheus of a cluster. */
export const PROMETHEUS_OPTIONS = {
  prometheus: {
    type: 'string',
    requiresArg: true,
    describe:
      'Cluster: the Prometheus that scrapes the GPUs: a URL, service:NAMESPACE/NAME:PORT by the API server, or port-forward:NAMESPACE/NAME:PORT',
  },
  'prometheus-token-file': { ...FILE, describe: 'Cluster: file with the bearer token for Prometheus' },
  'prometheus-user': { ...FILE, describe: 'Cluster: user name for Prometheus' },
  'prometheus-password-file': { ...FILE, describe: 'Cluster: file with the password of that user' },
  'prometheus-ca': { ...FILE, describe: 'Cluster: CA that signed the certificate of Prometheus' },
  'prometheus-cert': { ...FILE, describe: 'Cluster: client certificate for Prometheus' },
  'prometheus-key': { ...FILE, describe: 'Cluster: key of the client certificate' },
} as const;

/** What the flags set over a scenario; `undefined` when none is given. Paths start at the working folder. */
export function prometheusOverride(
  { cwd }: Pick<Host, 'cwd'>,
  argv: PrometheusArguments,
): PrometheusOverride | undefined {
  const file = (path: string | undefined) => (path === undefined ? undefined : resolve(cwd, path));
  const token = file(argv.prometheusTokenFile);
  const { prometheusUser: username } = argv;
  const auth = defined({
    bearer: token === undefined ? undefined : { file: token },
    basic:
      username === undefined && argv.prometheusPasswordFile === undefined
        ? undefined
        : defined({ username, passwordFile: file(argv.prometheusPasswordFile) }),
  });
  const tls = defined({
    caFile: file(argv.prometheusCa),
    certFile: file(argv.prometheusCert),
    keyFile: file(argv.prometheusKey),
  });
  const way = argv.prometheus === undefined ? undefined : parsePrometheus(argv.prometheus);
  return defined({ way, auth, tls });
}

/** The fields that have a value; `undefined` when none has. */
function defined<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } | undefined {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return entries.length === 0
    ? undefined
    : (Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> });
}

/** Reads `--prometheus`; another text is a usage error, which does not quote one that may hold a password. */
export function parsePrometheus(text: string): NonNullable<PrometheusOverride['way']> {
  const hint =
    'Write http(s)://HOST:PORT, service:NAMESPACE/NAME:PORT or port-forward:NAMESPACE/NAME:PORT; for TLS behind a Service service:https:NAMESPACE/NAME:PORT.';
  const [, way, scheme, namespace, name, port, path] =
    /^(service|port-forward):(?:(https?):)?([a-z0-9-]+)\/([a-z0-9-]+)(?::(\d+))?(\/.*)?$/.exec(text) ?? [];
  if (namespace !== undefined && name !== undefined) {
    if (![namespace, name].every((one) => dnsLabel.safeParse(one).success))
      throw new ScaleproofError('usage', `--prometheus: ${namespace}/${name} can be no Service`, { hint });
    if (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65535))
      throw new ScaleproofError('usage', `--prometheus: expected a port from 1 to 65535, found ${port}`, {
        hint,
      });
    return {
      service: {
        namespace,
        name,
        ...(port === undefined ? {} : { port: Number(port) }),
        ...(scheme === undefined ? {} : { scheme: scheme as 'http' | 'https' }),
        ...(path === undefined || path === '/' ? {} : { path }),
        via: way === 'service' ? 'proxy' : 'port-forward',
      },
    };
  }
  httpAddress('--prometheus', text, { otherwise: 'is neither an http address nor a Service', hint });
  return { url: text };
}

/** The http address that a flag names; anything else is a usage error, which does not quote what may hold a password. */
export function httpAddress(
  flag: string,
  text: string,
  { otherwise, hint }: { readonly otherwise: string; readonly hint: string },
): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new ScaleproofError('usage', `${flag} ${otherwise}`, { hint });
  if (url.username !== '' || url.password !== '') {
    const message = `${flag} has credentials in it, which everybody on this machine can read`;
    const place = 'Name their place: --prometheus-user NAME --prometheus-password-file FILE.';
    throw new ScaleproofError('usage', message, { hint: place });
  }
  return url;
}
