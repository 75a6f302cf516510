import type { Host } from '../host/host.ts';
import { defaultCacheFolder, defaultLabFolder } from '../lab/lab-folder.ts';

/** Where this user's lab and toolchain lie, absolute. */
export interface LabFolders {
  readonly folder: string;
  readonly cacheFolder: string;
}

/** The user's folders, from the environment. */
export function labFolders(host: Pick<Host, 'env' | 'homeFolder'>): LabFolders {
  return {
    folder: defaultLabFolder(host.env, host.homeFolder),
    cacheFolder: defaultCacheFolder(host.env, host.homeFolder),
  };
}
