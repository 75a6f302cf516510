import { describe, expect, it } from 'vitest';
import { formatFault } from './fault.ts';
import { checkScenario, type PrometheusOverride, readScenario } from './load-scenario.ts';

/** A scenario on a cluster with what is written under `prometheus:`. */
function scenarioWith(prometheus: string, target = 'cluster'): string {
  return `name: good
target: ${target}
workload: { image: 'registry.example/painter:1' }
prometheus: ${prometheus}
load: { stages: [{ kind: hold, name: steady, rate: 6, duration: 30s }] }
assertions: [{ kind: noRequestLost }]
`;
}

function faultsOf(prometheus: string, override?: PrometheusOverride): readonly string[] {
  const reading = checkScenario(scenarioWith(prometheus), 'a.yaml', override && { prometheus: override });
  return reading.ok
    ? []
    : reading.faults.map((fault) => formatFault(fault).replace(/^a\.yaml:\d+:\d+: /, ''));
}

const service = (more = '') => `service: { namespace: monitoring, name: prometheus${more} }`;

it('a Service is asked by http on port 9090 through the API server unless the scenario says otherwise', () => {
  const { scenario } = readScenario(scenarioWith(`{ ${service()} }`), 'a.yaml');
  expect(scenario.prometheus?.service).toEqual({
    namespace: 'monitoring',
    name: 'prometheus',
    port: 9090,
    scheme: 'http',
    via: 'proxy',
  });
});

describe('how Prometheus is reached', () => {
  it.each([
    ['no way', '{}', 'prometheus: expected one of url, service, found none'],
    ['two ways', `{ url: 'http://a', ${service()} }`, 'expected one of url, service, found url and service'],
    [
      'no address',
      '{ url: prometheus }',
      'prometheus.url: expected an address that begins with http:// or https://',
    ],
    ['a query in the address', "{ url: 'http://a?x=1' }", 'found a query or a fragment in it'],
    [
      'a token for an address without TLS',
      "{ url: 'http://a.example', auth: { bearer: { file: t } } }",
      'prometheus.auth: would be sent unencrypted to an http:// address; use https://, or service with via: port-forward',
    ],
    [
      'a token for the proxy, which drops it',
      `{ ${service()}, auth: { bearer: { file: t } } }`,
      "prometheus.auth: the API server's proxy does not pass it on; say via: port-forward",
    ],
    [
      'a CA where there is no TLS',
      `{ ${service(', via: port-forward')}, tls: { caFile: ca } }`,
      'prometheus.tls: only where Prometheus is asked by https',
    ],
    [
      'a client certificate without its key',
      "{ url: 'https://a', tls: { certFile: c } }",
      'prometheus.tls.keyFile: missing; certFile and keyFile belong together',
    ],
    [
      'two places of one token',
      "{ url: 'https://a', auth: { bearer: { file: t, env: T } } }",
      'prometheus.auth.bearer: expected exactly one of file, env, kubeconfigContext',
    ],
    [
      'a user without a password',
      "{ url: 'https://a', auth: { basic: { username: u } } }",
      'prometheus.auth.basic: expected exactly one of passwordFile, passwordEnv',
    ],
    [
      "the same of the adapter's",
      "{ url: 'https://a', adapter: { url: 'http://b.example', auth: { bearer: { env: T } } } }",
      'prometheus.adapter.auth: would be sent unencrypted to an http:// address; use https://, or service with via: port-forward',
    ],
  ])('with %s is a fault', (_, prometheus, said) => {
    expect(faultsOf(prometheus)).toEqual([expect.stringContaining(said)]);
  });

  it('is only for a cluster', () => {
    const reading = checkScenario(scenarioWith("{ url: 'http://a' }", 'lab'), 'a.yaml');
    expect(reading).toMatchObject({ ok: false, faults: [{ path: 'prometheus' }] });
  });

  it('with a token on this machine needs no TLS', () => {
    expect(faultsOf("{ url: 'http://127.0.0.1:9090', auth: { bearer: { env: T } } }")).toEqual([]);
    expect(faultsOf(`{ ${service(', via: port-forward')}, auth: { bearer: { env: T } } }`)).toEqual([]);
  });
});

describe('a secret that is written by mistake is in no fault:', () => {
  it.each([
    ["{ url: 'https://u:s3cr3t@a' }", 'found credentials in it'],
    ["'https://u:s3cr3t@a'", 'expected a mapping, found something else'],
    ["{ url: 'https://a', auth: 'Bearer s3cr3t' }", 'expected a mapping, found something else'],
    ["{ url: 'https://a', auth: { bearer: s3cr3t } }", 'expected a mapping, found something else'],
    ["{ url: 'https://a', auth: { bearer: { token: s3cr3t } } }", 'unknown key "token"'],
    ["{ url: 'https://a', auth: { bearer: { env: 's3cr3t!' } } }", 'the name of an environment variable'],
  ])('%s', (prometheus, said) => {
    const faults = faultsOf(prometheus).join('\n');
    expect(faults).toContain(said);
    expect(faults).not.toContain('s3cr3t');
  });
});

describe('the command line', () => {
  const file =
    "{ url: 'https://a', auth: { bearer: { file: of-a } }, tls: { caFile: of-a }, adapter: { url: 'http://b' } }";
  const readWith = (prometheus: PrometheusOverride) =>
    readScenario(scenarioWith(file), 'a.yaml', { prometheus }).scenario.prometheus;

  it('names another server, which is not shown what the file shows to its own', () => {
    expect(readWith({ way: { url: 'https://c' } })).toEqual({
      url: 'https://c',
      adapter: { url: 'http://b' },
    });
  });

  it("adds what is shown to the file's server", () => {
    const auth = { bearer: { file: '/run/token' } };
    expect(readWith({ auth })).toMatchObject({ url: 'https://a', auth, tls: { caFile: 'of-a' } });
  });
});
