import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { systemFiles as files } from '../host/files.ts';
import { connect, type KubeConnection } from '../kube/connect.ts';
import { startForwardProxy } from '../lab/network/forward-proxy.ts';
import type { PrometheusError } from '../prometheus/prometheus-error.ts';
import type { PrometheusSpec } from '../scenario/schema.ts';
import { makeAuthority, type TestAuthority } from './certificates.fixture.ts';
import { startForwardingApi } from './forwarding-api.fixture.ts';
import { openRunPrometheus } from './open-prometheus.ts';
import { findPrometheus, startRealPrometheus } from './real-prometheus.fixture.ts';

const PASSWORD = 'pass-word of 7 painters';
/** bcrypt of it, with the least cost that there is. */
const PASSWORD_HASH = '$2b$04$abcdefghijklmnopqrstuu.j71q8GTv04q55quC9QgOvjpGNBW5T6';
const TOKEN = 'sEcReT-0123456789';

let folder: string;
let ours: TestAuthority;
let theirs: TestAuthority;
let client: { readonly certFile: string; readonly keyFile: string };
let ports: Readonly<Record<'tls' | 'users' | 'clients' | 'expired' | 'named' | 'plain', number>>;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scaleproof-tls-'));
  [ours, theirs] = await Promise.all([makeAuthority(folder, 'ours'), makeAuthority(folder, 'theirs')]);
  const [address, expired, named, binary] = await Promise.all([
    ours.issue('127.0.0.1'),
    ours.issue('127.0.0.1', { days: -1 }),
    ours.issue('prometheus.gpu-monitoring.svc'),
    findPrometheus(),
  ]);
  client = await ours.issue('runner');
  writeFileSync(join(folder, 'password'), `${PASSWORD}\n`);
  writeFileSync(join(folder, 'token'), `${TOKEN}\n`);
  const tls = ({ certFile, keyFile }: typeof client) => ({ cert_file: certFile, key_file: keyFile });
  const clients = { client_auth_type: 'RequireAndVerifyClientCert', client_ca_file: ours.caFile };
  const start = async (web: object) => {
    const { port, stop } = await startRealPrometheus(binary, web);
    stops.push(stop);
    return port;
  };
  const [one, two, three, four, five, six] = await Promise.all([
    start({ tls_server_config: tls(address) }),
    start({ tls_server_config: tls(address), basic_auth_users: { painter: PASSWORD_HASH } }),
    start({ tls_server_config: { ...tls(address), ...clients } }),
    start({ tls_server_config: tls(expired) }),
    start({ tls_server_config: tls(named) }),
    start({ basic_auth_users: { painter: PASSWORD_HASH } }),
  ]);
  ports = { tls: one!, users: two!, clients: three!, expired: four!, named: five!, plain: six! };
});

afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  rmSync(folder, { recursive: true });
});

/** Asks one of the servers by what a scenario says, and gives its configured scrape interval. */
async function intervalOf(
  server: keyof typeof ports,
  spec: PrometheusSpec,
  // A URL needs none.
  way: { readonly connection: KubeConnection; readonly proxyUrl?: string } = {
    connection: undefined as unknown as KubeConnection,
  },
): Promise<number> {
  const prometheus = await openRunPrometheus(
    { url: `https://127.0.0.1:${ports[server]}`, ...spec },
    {
      ...way,
      clock: systemClock,
      places: { files, env: { PROMETHEUS_TOKEN: TOKEN }, baseFolder: folder, kubeconfig: '' },
      proxyUrl: way.proxyUrl,
    },
  );
  try {
    return (await prometheus.exporter.config({ timeoutMs: 5000 })).globalIntervalMs;
  } finally {
    await prometheus.close();
  }
}

function refusal(...asked: Parameters<typeof intervalOf>): Promise<PrometheusError> {
  return intervalOf(...asked).then(
    () => expect.fail('it answered'),
    (error: PrometheusError) => error,
  );
}

const trusting = (more: object = {}) => ({ tls: { caFile: ours.caFile, ...more } });
const basic = (more: object) => ({ auth: { basic: { username: 'painter', ...more } } });

describe('a real Prometheus', () => {
  it('with TLS answers when its CA is named', async () => {
    expect(await intervalOf('tls', trusting())).toBe(7000);
  });

  it('with users answers when the password comes from a file', async () => {
    expect(await intervalOf('users', { ...trusting(), ...basic({ passwordFile: 'password' }) })).toBe(7000);
  });

  it('with client certificates answers when ours is named with its key', async () => {
    expect(await intervalOf('clients', trusting(client))).toBe(7000);
  });

  it('whose certificate bears the name of its Service answers when that name is said', async () => {
    expect(await intervalOf('named', trusting({ serverName: 'prometheus.gpu-monitoring.svc' }))).toBe(7000);
  });
});

it('a real Prometheus with TLS and users, by port-forward: its certificate is verified by the name of the Service', async () => {
  const api = await startForwardingApi();
  writeFileSync(join(folder, 'kubeconfig'), api.kubeconfig);
  const connection = await connect({ kubeconfigPath: join(folder, 'kubeconfig') });
  api.pods.set('prometheus-0', ports.named);
  const service = { namespace: 'gpu-monitoring', name: 'prometheus', port: 9090, scheme: 'https' } as const;
  const way = { url: undefined, service: { ...service, via: 'port-forward' as const } };
  const auth = { bearer: { file: 'token' } };
  expect(await intervalOf('named', { ...way, auth, ...trusting() }, { connection })).toBe(7000);
  const unknown = await refusal('named', { ...way, auth }, { connection });
  expect(unknown).toMatchObject({ kind: 'tls', message: expect.stringContaining('by port-forward: the') });
  const named = await refusal('named', { ...way, auth, ...trusting({ serverName: 'else' }) }, { connection });
  expect(named.message).toMatch(/for another name \(`tls\.serverName` names it\).*else/);
  await connection.close();
  await api.stop();
});

it('a real Prometheus with TLS, behind a forward proxy: through a tunnel, so that the proxy sees nothing', async () => {
  const proxy = await startForwardProxy(() => undefined);
  const proxyUrl = `http://127.0.0.1:${proxy.port}`;
  const nothing = { connection: undefined as unknown as KubeConnection };
  expect(await intervalOf('tls', trusting(), { ...nothing, proxyUrl })).toBe(7000);
  const unknown = await refusal('tls', {}, { ...nothing, proxyUrl });
  expect(unknown.kind).toBe('tls');
  await proxy.close();
});

describe('a real Prometheus that cannot be trusted is not asked:', () => {
  it.each([
    [
      'its CA is not known here',
      'tls',
      () => ({}),
      /certificate is not signed by this machine's authorities/,
      /tls\.caFile/,
    ],
    [
      'another CA is named',
      'tls',
      () => ({ tls: { caFile: theirs.caFile } }),
      /not signed by the authorities of .*theirs\.ca\.pem/,
      /put the CA .* into .*theirs\.ca\.pem/,
    ],
    [
      'its certificate has expired',
      'expired',
      () => trusting(),
      /certificate, or one that signed it, has expired/,
      /renew/,
    ],
    [
      'its certificate is for another name',
      'named',
      () => trusting(),
      /for another name: .*127\.0\.0\.1/,
      /serverName/,
    ],
    ['it serves without TLS', 'plain', () => ({}), /does not speak TLS on that port/, /http:\/\//],
  ] as const)('%s', async (_, server, spec, message, hint) => {
    const error = await refusal(server, spec());
    expect([error.kind, error.message]).toEqual(['tls', expect.stringMatching(message)]);
    expect(error.hint).toMatch(hint);
  });
});

describe('a real Prometheus that does not know us says so, and we say which file to look at:', () => {
  it.each([
    [
      'no client certificate',
      'clients',
      () => trusting(),
      'tls',
      /wants a client certificate, and none was shown/,
    ],
    [
      'a client certificate of another CA',
      'clients',
      async () => trusting(await theirs.issue('stranger')),
      'tls',
      /does not accept the client certificate .*theirs\.stranger\.30\.pem/,
    ],
    [
      'no password',
      'users',
      () => trusting(),
      'identity',
      /401 Unauthorized: nothing was shown; it asks for Basic/,
    ],
    [
      'a wrong password',
      'users',
      () => ({ ...trusting(), ...basic({ passwordFile: 'token' }) }),
      'identity',
      /401 Unauthorized: the password of painter in token is not accepted/,
    ],
    [
      'a token from a file',
      'users',
      () => ({ ...trusting(), auth: { bearer: { file: 'token' } } }),
      'identity',
      /the token in token is not accepted; it asks for Basic/,
    ],
    [
      'a token from a variable',
      'users',
      () => ({ ...trusting(), auth: { bearer: { env: 'PROMETHEUS_TOKEN' } } }),
      'identity',
      /the token in variable PROMETHEUS_TOKEN is not accepted/,
    ],
  ] as const)('%s', async (_, server, spec, kind, message) => {
    const error = await refusal(server, await spec());
    expect([error.kind, error.message]).toEqual([kind, expect.stringMatching(message)]);
    expect(`${error.message} ${error.hint} ${error.stack} ${JSON.stringify(error.cause)}`).not.toContain(
      TOKEN,
    );
  });
});
