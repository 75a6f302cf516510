/** One program of the lab that is built from its pinned Go module. */
export interface ToolchainComponent {
  /** Its name everywhere: in `RunningLab.binaries`, on PATH, in messages. */
  readonly name: string;
  /**
   * Folder under `modules/` whose go.mod and go.sum pin it. All but the adapter stand in `lab`, so that each package they
   * share is compiled once; the adapter does not compile against the API server library of that module.
   */
  readonly module: 'lab' | 'prometheus-adapter';
  /** Programs of one group share most of what they are made of and are built one after the other, the largest first. */
  readonly group: string;
  readonly package: string;
  readonly version: string;
  readonly tags?: string;
  readonly ldflags: string;
  /** How it tells its version; without, it is never taken from PATH. */
  readonly versionArgs?: readonly string[];
}

const KUBERNETES = '1.36.3';
const KWOK = '0.8.0';
const PROMETHEUS = '0.316.0';

const SMALL = '-s -w';

/** Without these a Kubernetes binary calls itself v0.0.0-master. */
const KUBERNETES_LDFLAGS = [
  SMALL,
  `-X k8s.io/component-base/version.gitVersion=v${KUBERNETES}`,
  `-X k8s.io/component-base/version.gitMajor=${KUBERNETES.split('.')[0]}`,
  `-X k8s.io/component-base/version.gitMinor=${KUBERNETES.split('.')[1]}`,
].join(' ');

/** The lab's programs; those of one group stand together, the group that takes longest to build first and those that share most with it last. */
export const COMPONENTS: readonly ToolchainComponent[] = [
  kubernetes('kube-apiserver'),
  kubernetes('kube-controller-manager'),
  kubernetes('kube-scheduler'),
  // The last of its group: a run can do without it.
  { ...kubernetes('kubectl'), versionArgs: ['version', '--client'] },
  {
    name: 'prometheus-adapter',
    module: 'prometheus-adapter',
    group: 'prometheus-adapter',
    package: 'sigs.k8s.io/prometheus-adapter/cmd/adapter',
    version: '0.12.0',
    ldflags: SMALL,
  },
  {
    name: 'k6',
    module: 'lab',
    group: 'k6',
    package: 'go.k6.io/k6/v2',
    version: '2.2.0',
    ldflags: SMALL,
    versionArgs: ['version'],
  },
  {
    name: 'etcd',
    module: 'lab',
    group: 'etcd',
    package: 'go.etcd.io/etcd/server/v3',
    // The version that Kubernetes itself is built with.
    version: '3.6.8',
    ldflags: SMALL,
    versionArgs: ['--version'],
  },
  {
    name: 'prometheus',
    module: 'lab',
    group: 'prometheus',
    package: 'github.com/prometheus/prometheus/cmd/prometheus',
    version: PROMETHEUS,
    // All service discoveries but Kubernetes': two dozen cloud SDKs less to build.
    tags: 'remove_all_sd,enable_kubernetes_sd',
    ldflags: `${SMALL} -X github.com/prometheus/common/version.Version=${PROMETHEUS}`,
    versionArgs: ['--version'],
  },
  kwok('kwok'),
  kwok('kwokctl'),
];

function kubernetes(name: string): ToolchainComponent {
  return {
    name,
    module: 'lab',
    group: 'kubernetes',
    package: `k8s.io/kubernetes/cmd/${name}`,
    version: KUBERNETES,
    ldflags: KUBERNETES_LDFLAGS,
    versionArgs: ['--version'],
  };
}

function kwok(name: string): ToolchainComponent {
  return {
    name,
    module: 'lab',
    group: 'kwok',
    package: `sigs.k8s.io/kwok/cmd/${name}`,
    version: KWOK,
    ldflags: `${SMALL} -X sigs.k8s.io/kwok/pkg/consts.Version=v${KWOK}`,
    versionArgs: ['--version'],
  };
}
