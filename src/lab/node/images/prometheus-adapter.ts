import type { Image } from './image.ts';
import { withoutFlag } from './image.ts';

/** The custom metrics server: the real one, with the pod's own rights. */
export const prometheusAdapter: Image = {
  repository: 'prometheus-adapter',
  component: 'prometheus-adapter',
  toLocal: ({ args, env, loopback, kubeconfig, lab }) => {
    const access = kubeconfig === undefined ? [] : ACCESS_FLAGS.map((flag) => `--${flag}=${kubeconfig}`);
    return {
      command: lab.binaries['prometheus-adapter'] ?? lab.binaries.adapter ?? 'prometheus-adapter',
      args: [...withoutFlag(args, 'bind-address'), `--bind-address=${loopback}`, ...access],
      env,
    };
  },
};

const ACCESS_FLAGS = ['lister-kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'];
