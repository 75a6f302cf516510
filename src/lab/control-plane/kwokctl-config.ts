import { stringify } from 'yaml';
import type { Timing } from '../../plan/timing.ts';
import { nodeStages } from './node-stages.ts';

/** Service addresses of the lab; the API server's own is the first. */
export const SERVICE_RANGE = '10.96.0.0/16';

/** Pod addresses of the lab. */
export const POD_RANGE = '10.244.0.0/16';

/** The API server's own address in the cluster network, as the `kubernetes` Service's endpoint names it. */
export const API_SERVER_ADDRESS = '10.0.0.1';

/** What the configuration of the control plane depends on. */
export interface ControlPlaneSettings {
  readonly timing: Timing;
  /** Name -> absolute path. */
  readonly binaries: Readonly<Record<string, string>>;
  readonly pkiFolder: string;
  readonly egressConfigFile: string;
}

/** kwokctl's configuration file: which binaries, with which flags, and how kwok keeps the nodes alive; YAML. */
export function kwokctlConfig(settings: ControlPlaneSettings): string {
  const configuration = {
    apiVersion: 'config.kwok.x-k8s.io/v1alpha1',
    kind: 'KwokctlConfiguration',
    options: {
      runtime: 'binary',
      bindAddress: '127.0.0.1',
      etcdBinary: settings.binaries.etcd,
      kubeApiserverBinary: settings.binaries['kube-apiserver'],
      kubeControllerManagerBinary: settings.binaries['kube-controller-manager'],
      kubeSchedulerBinary: settings.binaries['kube-scheduler'],
      kubectlBinary: settings.binaries.kubectl,
      kwokControllerBinary: settings.binaries.kwok,
      // 1 is a kubelet's own pace: lease 40 s, a silent node is NotReady after 40 s.
      heartbeatFactor: 1,
      kubeApiserverCertSANs: [API_SERVER_ADDRESS, '127.0.0.1', '10.96.0.1', '127.96.0.1'],
    },
    componentsPatches: [
      patch('etcd', { 'unsafe-no-fsync': 'true' }),
      patch('kube-apiserver', apiServerFlags(settings)),
      patch('kube-controller-manager', controllerManagerFlags(settings.timing)),
      patch('kube-scheduler', { 'leader-elect': 'false' }),
    ],
  };
  return [configuration, ...nodeStages()].map((document) => stringify(document)).join('---\n');
}

/** The API server's flags beside those kwokctl gives it. */
function apiServerFlags(settings: ControlPlaneSettings): Readonly<Record<string, string>> {
  return {
    'advertise-address': API_SERVER_ADDRESS,
    'service-cluster-ip-range': SERVICE_RANGE,
    // Off by default, on where security is taken seriously: what a run may do must be enough there, too.
    'enable-admission-plugins': 'OwnerReferencesPermissionEnforcement',
    'egress-selector-config-file': settings.egressConfigFile,
    // Straight to the endpoint's address, so that nothing has to listen on a Service's low port.
    'enable-aggregator-routing': 'true',
    'kubelet-preferred-address-types': 'InternalIP',
    'kubelet-client-certificate': `${settings.pkiFolder}/admin.crt`,
    'kubelet-client-key': `${settings.pkiFolder}/admin.key`,
    'requestheader-client-ca-file': `${settings.pkiFolder}/ca.crt`,
    // Without allowed names the API server refuses to start; kwokctl's client certificate bears this one.
    'requestheader-allowed-names': 'kwok-admin',
    'requestheader-username-headers': 'X-Remote-User',
    'requestheader-group-headers': 'X-Remote-Group',
    'requestheader-extra-headers-prefix': 'X-Remote-Extra-',
  };
}

/** The controller manager's flags beside those kwokctl gives it. */
function controllerManagerFlags(timing: Timing): Readonly<Record<string, string>> {
  return {
    'horizontal-pod-autoscaler-sync-period': `${timing.syncPeriodMs}ms`,
    'horizontal-pod-autoscaler-downscale-stabilization': `${timing.downscaleStabilizationMs}ms`,
    'use-service-account-credentials': 'true',
    // At the default of 20 requests a second, giving every controller its account takes 5 s.
    'kube-api-qps': '500',
    'kube-api-burst': '1000',
    'allocate-node-cidrs': 'false',
    'leader-elect': 'false',
  };
}

function patch(name: string, flags: Readonly<Record<string, string>>) {
  return { name, extraArgs: Object.entries(flags).map(([key, value]) => ({ key, value })) };
}

/** The API server's egress selector: all traffic into the cluster goes by CONNECT over a unix socket; YAML. */
export function egressSelectorConfig(socketPath: string): string {
  return stringify({
    apiVersion: 'apiserver.k8s.io/v1beta1',
    kind: 'EgressSelectorConfiguration',
    egressSelections: [
      {
        name: 'cluster',
        connection: { proxyProtocol: 'HTTPConnect', transport: { uds: { udsName: socketPath } } },
      },
    ],
  });
}
