import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ContainerSetting, flagValue, type Image, withoutFlag } from './image.ts';
import { localPrometheusConfig } from './prometheus-config.ts';

const DEFAULT_CONFIG = '/etc/prometheus/prometheus.yml';
const DEFAULT_STORAGE = '/prometheus';
const REPLACED = ['config.file', 'web.listen-address', 'storage.tsdb.path'];

/** Prometheus: the real one; its configuration is rewritten for addresses on loopback. */
export const prometheus: Image = {
  repository: 'prometheus',
  component: 'prometheus',
  toLocal: async (setting) => {
    const { args, env, loopback, lab } = setting;
    const port = /:(\d+)$/.exec(flagValue(args, 'web.listen-address') ?? '')?.[1] ?? '9090';
    const kept = REPLACED.reduce<readonly string[]>(withoutFlag, args);
    return {
      command: lab.binaries.prometheus ?? 'prometheus',
      args: [
        `--config.file=${await writeConfig(setting)}`,
        `--storage.tsdb.path=${await storageFolder(setting)}`,
        `--web.listen-address=${loopback}:${port}`,
        ...kept,
      ],
      env,
    };
  },
};

async function writeConfig(setting: ContainerSetting): Promise<string> {
  const source = setting.paths.place(flagValue(setting.args, 'config.file') ?? DEFAULT_CONFIG);
  const text = await readFile(source, 'utf8');
  const path = join(setting.folder, 'prometheus.yml');
  await writeFile(
    path,
    localPrometheusConfig(setting.paths.rewrite(text), {
      kubeconfig: setting.kubeconfig,
      proxyUrl: setting.lab.proxyUrl,
      apiServer: `${setting.env.KUBERNETES_SERVICE_HOST}:${setting.env.KUBERNETES_SERVICE_PORT}`,
    }),
  );
  return path;
}

async function storageFolder(setting: ContainerSetting): Promise<string> {
  const folder = setting.paths.place(flagValue(setting.args, 'storage.tsdb.path') ?? DEFAULT_STORAGE);
  await mkdir(folder, { recursive: true });
  return folder;
}
