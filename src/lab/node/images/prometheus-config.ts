import { parse, stringify } from 'yaml';

interface ScrapeConfig {
  readonly kubernetes_sd_configs?: readonly Readonly<Record<string, unknown>>[];
  readonly static_configs?: readonly { readonly targets?: readonly string[] }[];
  readonly relabel_configs?: readonly object[];
  readonly proxy_url?: string;
  readonly [field: string]: unknown;
}

interface PrometheusConfig {
  readonly scrape_configs?: readonly ScrapeConfig[];
  readonly [field: string]: unknown;
}

/** Keeps the cluster's address as `instance` before the target moves to loopback. */
const KEEP_INSTANCE = {
  source_labels: ['instance', '__address__'],
  regex: ';(.+)',
  target_label: 'instance',
  replacement: '$1',
};
/** The API server's name within a cluster, as a relabel rule sets it to go through its proxy. */
const API_SERVER_NAME = 'kubernetes.default.svc:443';
const TO_LOOPBACK = {
  source_labels: ['__address__'],
  regex: '10\\.(.*)',
  target_label: '__address__',
  replacement: '127.$1',
};

/**
 * Makes a configuration of a cluster work on loopback: pods are scraped on 127.a.b.c, discovery uses the pod's
 * kubeconfig, and static targets by Service name go through the lab's proxy. YAML in, YAML out.
 */
export function localPrometheusConfig(
  text: string,
  lab: {
    readonly kubeconfig: string | undefined;
    readonly proxyUrl: string;
    /** Address and port of the API server. */
    readonly apiServer: string;
  },
): string {
  const config = parse(text) as PrometheusConfig | null;
  const scrapes = (config?.scrape_configs ?? []).map((scrape) => ({
    ...scrape,
    ...(scrape.kubernetes_sd_configs
      ? { kubernetes_sd_configs: scrape.kubernetes_sd_configs.map((sd) => withAccess(sd, lab.kubeconfig)) }
      : {}),
    relabel_configs: [
      ...(scrape.relabel_configs ?? []).map((rule) => toApiServer(rule, lab.apiServer)),
      KEEP_INSTANCE,
      TO_LOOPBACK,
    ],
    ...(hasNamedTarget(scrape) && scrape.proxy_url === undefined ? { proxy_url: lab.proxyUrl } : {}),
  }));
  return stringify({ ...config, ...(scrapes.length > 0 ? { scrape_configs: scrapes } : {}) });
}

function toApiServer(rule: object, apiServer: string): object {
  return 'replacement' in rule && rule.replacement === API_SERVER_NAME
    ? { ...rule, replacement: apiServer }
    : rule;
}

function withAccess(sd: Readonly<Record<string, unknown>>, kubeconfig: string | undefined): object {
  if (kubeconfig === undefined || sd.api_server !== undefined || sd.kubeconfig_file !== undefined) return sd;
  return { ...sd, kubeconfig_file: kubeconfig };
}

function hasNamedTarget(scrape: ScrapeConfig): boolean {
  const targets = (scrape.static_configs ?? []).flatMap((group) => group.targets ?? []);
  return targets.some(
    (target) => !/^\d+\.\d+\.\d+\.\d+(:\d+)?$/.test(target) && !/^localhost\b/.test(target),
  );
}
