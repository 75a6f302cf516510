import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Files } from '../host/host.ts';
import { type RunOutput, runToEnd } from '../process/run.ts';

/** What makes the site: Allure 2 (the npm package allure-commandline, which needs Java) or Allure 3 (the package allure). */
export type AllureEngine = 2 | 3;

/** A site that was made, and where it begins. */
export interface AllureSite {
  readonly engine: AllureEngine;
  readonly page: string;
}

const TIMEOUT_MS = 120_000;
const NEITHER =
  'npm install --save-dev allure (needs no Java), or allure-commandline beside Java; the results stand in allure-results';

/**
 * Makes a site of the results in `folder`: with Allure 2 where there is Java, else with Allure 3. Both go on with the
 * history of the runs beside it. Throws `usage` where neither is installed, or the one that was asked for is not.
 */
export async function buildAllureSite(
  files: Pick<Files, 'remove' | 'exists' | 'list' | 'readText' | 'writeText'>,
  folder: string,
  asked?: AllureEngine,
  signal?: AbortSignal,
): Promise<AllureSite> {
  const { engine, command } = await chooseEngine(asked);
  const site = join(folder, 'allure-report');
  await files.remove(site);
  const options = { timeoutMs: TIMEOUT_MS, cwd: folder, ...(signal ? { signal } : {}) };
  if (engine === 2) {
    const history = join(dirname(folder), 'allure-history');
    await copyTexts(files, history, join(folder, 'allure-results/history'));
    const args = ['generate', 'allure-results', '--output', site, '--clean'];
    requireOk(await runToEnd(command, args, options), 'allure-commandline');
    await copyTexts(files, join(site, 'history'), history);
  } else {
    const args = [command, 'generate', '--config', 'allurerc.mjs', '--output', site, 'allure-results'];
    requireOk(await runToEnd(process.execPath, args, options), 'allure');
  }
  return { engine, page: join(site, 'index.html') };
}

async function chooseEngine(
  asked: AllureEngine | undefined,
): Promise<{ readonly engine: AllureEngine; readonly command: string }> {
  const two = find(() => import.meta.resolve('allure-commandline'), 'dist/bin/allure');
  const three = find(() => import.meta.resolve('allure'), '../cli.js');
  if (two !== undefined && asked !== 3 && (await hasJava())) return { engine: 2, command: two };
  if (three !== undefined && asked !== 2) return { engine: 3, command: three };
  const found = asked === undefined ? 'neither Allure 3 nor Allure 2 with Java' : `no Allure ${asked}`;
  throw new ScaleproofError('usage', `there is ${found} to make the site with`, {
    hint:
      asked === 2 ? 'npm install --save-dev allure-commandline, and install Java or set JAVA_HOME' : NEITHER,
  });
}

/** A file of an installed package, from the file that the package is imported by. */
function find(resolve: () => string, path: string): string | undefined {
  try {
    return fileURLToPath(new URL(path, resolve()));
  } catch {
    return undefined;
  }
}

async function hasJava(): Promise<boolean> {
  return (await runToEnd('java', ['-version'], { timeoutMs: 10_000 })).ok;
}

function requireOk({ ok, stdout, stderr }: RunOutput, name: string): void {
  if (ok) return;
  const said = `${stderr}\n${stdout}`.trim().split('\n').slice(-3).join(' ');
  throw new ScaleproofError('usage', `${name} could not make the site: ${said.slice(0, 500)}`, {
    hint: 'The results stand in allure-results; another version of it may read them.',
  });
}

async function copyTexts(
  files: Pick<Files, 'exists' | 'list' | 'readText' | 'writeText'>,
  from: string,
  to: string,
): Promise<void> {
  if (!(await files.exists(from))) return;
  for (const name of await files.list(from)) {
    if (name.endsWith('.json')) await files.writeText(join(to, name), await files.readText(join(from, name)));
  }
}
