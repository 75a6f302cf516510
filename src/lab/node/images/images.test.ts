import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ContainerSetting, flagValue, withoutFlag } from './image.ts';
import { LAB_IMAGES, repositoryName } from './image-map.ts';
import { localPrometheusConfig } from './prometheus-config.ts';

const setting: ContainerSetting = {
  args: [],
  env: {},
  node: 'lab-gpu-0',
  podIP: '10.244.0.2',
  loopback: '127.244.0.2',
  folder: '/pod',
  paths: { place: (path) => path, rewrite: (text) => text },
  kubeconfig: '/pod/kubeconfig',
  lab: {
    binaries: { 'prometheus-adapter': '/bin/adapter' },
    proxyUrl: 'http://127.0.0.1:1',
    gpuSnapshotSocket: '/s',
  },
};

describe('repositoryName', () => {
  it.each([
    ['nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-ubuntu22.04', 'dcgm-exporter'],
    ['localhost:5000/prometheus-adapter', 'prometheus-adapter'],
    ['scaleproof/fast-style-transfer-serving@sha256:abc', 'fast-style-transfer-serving'],
    ['prometheus', 'prometheus'],
  ])('reads %s as %s', (reference, name) => {
    expect(repositoryName(reference)).toBe(name);
    expect(LAB_IMAGES.has(name)).toBe(true);
  });
});

describe('flags', () => {
  it('are found and taken out in both spellings', () => {
    const args = ['--a=1', '--b', '2', '--c'];
    expect([flagValue(args, 'a'), flagValue(args, 'b'), flagValue(args, 'd')]).toEqual(['1', '2', undefined]);
    expect(withoutFlag(withoutFlag(args, 'a'), 'b')).toEqual(['--c']);
  });
});

describe('images', () => {
  it.each(
    [...LAB_IMAGES.keys()].filter(
      (name) => !['prometheus', 'fast-style-transfer-press', 'k6'].includes(name),
    ),
  )('%s listens on the address of its pod and never on all', async (name) => {
    const local = await LAB_IMAGES.get(name)?.toLocal(setting);
    const said = JSON.stringify(local);
    expect(said).toContain('127.244.0.2');
    expect(said).not.toContain('0.0.0.0');
  });

  it('run the adapter with the rights of its pod and keep its other flags', async () => {
    const args = ['--secure-port=6443', '--audit-log-path=/log', '--bind-address=0.0.0.0'];
    const local = await LAB_IMAGES.get('prometheus-adapter')?.toLocal({ ...setting, args });
    expect(local?.command).toBe('/bin/adapter');
    expect(local?.args).toEqual([
      '--secure-port=6443',
      '--audit-log-path=/log',
      '--bind-address=127.244.0.2',
      '--lister-kubeconfig=/pod/kubeconfig',
      '--authentication-kubeconfig=/pod/kubeconfig',
      '--authorization-kubeconfig=/pod/kubeconfig',
    ]);
  });
});

describe('localPrometheusConfig', () => {
  const lab = { kubeconfig: '/pod/kubeconfig', proxyUrl: 'http://127.0.0.1:1', apiServer: '127.0.0.1:6443' };
  const scrapes = (text: string) => parse(localPrometheusConfig(text, lab)).scrape_configs;

  it('moves targets to loopback after their own relabelling and keeps the address as instance', () => {
    const [scrape] = scrapes(
      'scrape_configs: [{job_name: a, kubernetes_sd_configs: [{role: pod}], relabel_configs: [{action: keep}]}]',
    );
    expect(scrape.kubernetes_sd_configs).toEqual([{ role: 'pod', kubeconfig_file: '/pod/kubeconfig' }]);
    expect(scrape.relabel_configs.map((rule: Record<string, unknown>) => rule.target_label)).toEqual([
      undefined,
      'instance',
      '__address__',
    ]);
  });

  it('S8: reaches kubelets through the proxy of the API server, where that listens here', () => {
    const [scrape] = scrapes(
      'scrape_configs: [{job_name: a, relabel_configs: [{target_label: __address__, replacement: "kubernetes.default.svc:443"}]}]',
    );
    expect(scrape.relabel_configs[0].replacement).toBe('127.0.0.1:6443');
  });

  it('reaches static targets by name through the proxy and others directly', () => {
    const [named, numbered] = scrapes(
      'scrape_configs: [{job_name: a, static_configs: [{targets: ["x.y.svc:80"]}]}, {job_name: b, static_configs: [{targets: ["10.244.0.9:80"]}]}]',
    );
    expect(named.proxy_url).toBe('http://127.0.0.1:1');
    expect(numbered.proxy_url).toBeUndefined();
  });

  it('leaves a configuration without scrapes alone', () => {
    expect(parse(localPrometheusConfig('global: {scrape_interval: 1s}', lab))).toEqual({
      global: { scrape_interval: '1s' },
    });
  });
});
