import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ToolchainComponent } from './components.ts';

/** Folder of the Go modules that pin the toolchain; a built package keeps them under `src/`. */
export function modulesFolder(): string {
  const beside = fileURLToPath(new URL('./modules', import.meta.url));
  return existsSync(beside)
    ? beside
    : fileURLToPath(new URL('../../../src/lab/toolchain/modules', import.meta.url));
}

/** What a component was built from, as 16 hex digits: its go.mod, go.sum and flags. Another pin, another key. */
export async function pinOf(component: ToolchainComponent): Promise<string> {
  const folder = join(modulesFolder(), component.module);
  const [goMod, goSum] = await Promise.all(
    ['go.mod', 'go.sum'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  return createHash('sha256')
    .update(JSON.stringify([goMod, goSum, component.package, component.tags ?? '', component.ldflags]))
    .digest('hex')
    .slice(0, 16);
}

/** Where a component lies in the cache once it is built. */
export async function cachedPath(cacheFolder: string, component: ToolchainComponent): Promise<string> {
  return join(cacheFolder, 'toolchain', await pinOf(component), component.name);
}
