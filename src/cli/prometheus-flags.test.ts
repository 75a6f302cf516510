import { describe, expect, it } from 'vitest';
import { parsePrometheus, prometheusOverride } from './prometheus-flags.ts';

describe('--prometheus', () => {
  it.each([
    ['http://localhost:9090/prom', { url: 'http://localhost:9090/prom' }],
    [
      'service:monitoring/prometheus:9090',
      { service: { namespace: 'monitoring', name: 'prometheus', port: 9090, via: 'proxy' } },
    ],
    [
      'service:https:monitoring/prometheus',
      { service: { namespace: 'monitoring', name: 'prometheus', scheme: 'https', via: 'proxy' } },
    ],
    [
      'port-forward:monitoring/prometheus-k8s:9091/prom',
      {
        service: {
          namespace: 'monitoring',
          name: 'prometheus-k8s',
          port: 9091,
          path: '/prom',
          via: 'port-forward',
        },
      },
    ],
  ])('%s says how Prometheus is reached', (text, spec) => {
    expect(parsePrometheus(text)).toEqual(spec);
  });

  it.each(['prometheus', 'service:prometheus', 'ftp://a', 'https://u:s3cr3t@a'])(
    '%s is refused with what to write, and without what may be a password',
    (text) => {
      try {
        expect.fail(JSON.stringify(parsePrometheus(text)));
      } catch (error) {
        expect(error).toMatchObject({
          code: 'usage',
          hint: expect.stringMatching(/^(Write http|Name their place)/),
        });
        expect(String(error)).not.toContain('s3cr3t');
      }
    },
  );
});

it('files named on the command line are found from the folder in which it was typed', () => {
  const argv = { prometheusTokenFile: 'token', prometheusCa: '/etc/ca.pem' };
  expect(prometheusOverride({ cwd: '/home/jane' }, argv)).toEqual({
    auth: { bearer: { file: '/home/jane/token' } },
    tls: { caFile: '/etc/ca.pem' },
  });
  expect(prometheusOverride({ cwd: '/home/jane' }, {})).toBeUndefined();
});
