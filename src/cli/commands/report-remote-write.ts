import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { Host } from '../../host/host.ts';
import { prometheusAtUrl } from '../../prometheus/at-url.ts';
import { remoteWrite } from '../../prometheus/remote-write.ts';
import { identityOf } from '../../reach/identity.ts';
import { tlsMaterialOf } from '../../reach/tls-material.ts';
import { runSeries } from '../../report/remote-write/run-series.ts';
import type { ReportInput } from '../../report/report.ts';
import { isInTheClear } from '../../scenario/cross-rules-prometheus.ts';
import type { PrometheusSpec } from '../../scenario/schema.ts';
import type { CommandContext } from '../command.ts';
import { httpAddress, type PrometheusArguments, prometheusOverride } from '../prometheus-flags.ts';

/** The report that is no file. */
export const REMOTE_WRITE = 'remote-write';
const RECEIVER = '/api/v1/write';
const TIMEOUT_MS = 30_000;

/** Where the series of a run are sent to, and what is shown there. */
export interface RemoteWriteArguments extends Omit<PrometheusArguments, 'prometheus'> {
  /** Address of a receiver; of a Prometheus its root is enough. */
  readonly to?: string | undefined;
}

/** The receiver that the command line names: root of the server and path; a bare server is taken for a Prometheus. Throws `usage`. */
export function receiverOf(to: string | undefined): { readonly root: string; readonly path: string } {
  const hint = 'scaleproof report RUN --as remote-write --to http://127.0.0.1:9090';
  if (to === undefined) throw new ScaleproofError('usage', '--as remote-write needs --to URL', { hint });
  const url = httpAddress('--to', to, { otherwise: 'is no http address', hint });
  return { root: url.origin, path: url.pathname === '/' ? RECEIVER : `${url.pathname}${url.search}` };
}

/** Sends the series of a run by Prometheus remote write, and says how many samples were taken. */
export async function sendSeries(
  { host, clock }: CommandContext,
  argv: RemoteWriteArguments,
  input: ReportInput,
): Promise<void> {
  const { root, path } = receiverOf(argv.to);
  const { auth, tls } = shownTo(host, argv);
  if (auth !== undefined && isInTheClear(root)) {
    const flag = auth.bearer === undefined ? '--prometheus-password-file' : '--prometheus-token-file';
    throw new ScaleproofError(
      'usage',
      `${flag} would be sent unencrypted to an http:// address; use https://`,
    );
  }
  const places = { files: host.files, env: host.env, baseFolder: host.cwd, kubeconfig: '' };
  const server = prometheusAtUrl({
    url: root,
    ...(auth === undefined ? {} : { identity: await identityOf(auth, places) }),
    ...(tls === undefined ? {} : { tls: await tlsMaterialOf(tls, places, clock) }),
  });
  try {
    const series = runSeries(input);
    const options = { path, clock, signal: host.interrupted, timeoutMs: TIMEOUT_MS };
    const taken = await remoteWrite(server, series, options);
    host.stderr.write(
      `wrote ${taken} samples of ${series.length} series to ${root}${path}, run_id=${JSON.stringify(input.header.runId)}\n`,
    );
  } finally {
    await server.close();
  }
}

/** What is shown to the receiver; one part of a pair without the other is a usage error. */
function shownTo(host: Pick<Host, 'cwd'>, argv: RemoteWriteArguments): Pick<PrometheusSpec, 'auth' | 'tls'> {
  const { prometheusUser: username, prometheusTokenFile, prometheusPasswordFile } = argv;
  together('--prometheus-user', username, '--prometheus-password-file', prometheusPasswordFile);
  together('--prometheus-cert', argv.prometheusCert, '--prometheus-key', argv.prometheusKey);
  if (username !== undefined && prometheusTokenFile !== undefined)
    throw new ScaleproofError('usage', 'found a token and a password, expected one of them');
  // Both parts of each pair are there, as the checks above have it.
  return (prometheusOverride(host, argv) ?? {}) as Pick<PrometheusSpec, 'auth' | 'tls'>;
}

function together(one: string, value: string | undefined, other: string, its: string | undefined): void {
  if ((value === undefined) === (its === undefined)) return;
  const [given, missing] = value === undefined ? [other, one] : [one, other];
  throw new ScaleproofError('usage', `${given} needs ${missing}`);
}
