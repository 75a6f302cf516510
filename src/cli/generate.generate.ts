import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';
import { systemFiles as files } from '../host/files.ts';
import { scenarioJsonSchema } from '../scenario/json-schema.ts';
import { scenarioReference } from '../scenario/reference.ts';
import { SERVING_API } from '../serving/openapi.ts';
import { browserScripts } from './browser-scripts.generate.ts';
import { exampleReports } from './example.generate.ts';
import { metricProfilesPage } from './metric-profiles-page.ts';

/** Writes every generated file of the repository; with `--check` writes nothing and fails when one is stale. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLIENTS = 'src/load/generated';

/** Folders that hold nothing but generated files; whatever else lies in them is stale. */
const OWNED_FOLDERS = [CLIENTS];

async function generateInto(folder: string): Promise<void> {
  await createClient({
    input: structuredClone(SERVING_API) as unknown as Record<string, unknown>,
    output: { path: join(folder, CLIENTS), importFileExtension: '.ts' },
    logs: { level: 'silent', file: false },
    plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
  });
  await writeJson(join(folder, 'src/serving/generated/openapi.json'), SERVING_API);
  await writeJson(join(folder, 'fixtures/schema/scenario.schema.json'), scenarioJsonSchema());
  await files.writeText(join(folder, 'docs/scenario.md'), scenarioReference());
  await files.writeText(join(folder, 'docs/metric-profiles.md'), metricProfilesPage());
  await files.writeText(join(folder, 'src/report/html/generated/scripts.ts'), await browserScripts(ROOT));
  for (const { path, text } of await exampleReports(ROOT)) await files.writeText(join(folder, path), text);
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await files.writeText(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Paths of all files under a folder, relative to `root`; none when the folder is missing. */
async function filesUnder(root: string, folder = ''): Promise<readonly string[]> {
  const path = join(root, folder);
  if (!(await files.exists(path))) return [];
  const found: string[] = [];
  for (const name of await files.list(path)) {
    const isFile = /\.\w+$/.test(name);
    found.push(...(isFile ? [join(folder, name)] : await filesUnder(root, join(folder, name))));
  }
  return found;
}

/** Relative paths of the files that differ from what was generated, are missing, or should not be there. */
async function findStale(made: string): Promise<readonly string[]> {
  const wanted = await filesUnder(made);
  const stale: string[] = [];
  for (const path of wanted) {
    const now = (await files.exists(join(ROOT, path))) ? await files.readText(join(ROOT, path)) : undefined;
    if (now !== (await files.readText(join(made, path)))) stale.push(path);
  }
  for (const folder of OWNED_FOLDERS) {
    const present = await filesUnder(ROOT, folder);
    stale.push(...present.filter((path) => !wanted.includes(path)));
  }
  return stale;
}

async function bringUpToDate(made: string, stale: readonly string[]): Promise<void> {
  for (const path of stale) {
    const from = join(made, path);
    if (!(await files.exists(from))) await files.remove(join(ROOT, path));
    else {
      await files.makeFolder(dirname(join(ROOT, path)));
      await files.writeText(join(ROOT, path), await files.readText(from));
    }
  }
}

const made = await files.makeTemporaryFolder('scaleproof-generate-');
try {
  await generateInto(made);
  const stale = await findStale(made);
  if (!process.argv.includes('--check')) {
    await bringUpToDate(made, stale);
    process.stderr.write(
      stale.length === 0 ? 'everything was up to date\n' : `wrote\n  ${stale.join('\n  ')}\n`,
    );
  } else if (stale.length > 0) {
    process.stderr.write(`stale, run 'npm run generate':\n  ${stale.join('\n  ')}\n`);
    process.exitCode = 1;
  }
} finally {
  await files.remove(made);
}
