import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '../..');
const SOUND = 'scenarios/fast-style-transfer.yaml';
const BROKEN = 'scenarios/broken/wrong-adapter-metric.yaml';
let folder = '';

/** The program as the workflows call it, but on the twin: what is tried here is the gate, not the lab. */
const NPM = `#!/bin/sh
while [ "$1" != "--" ]; do shift; done; shift
exec "${process.execPath}" "${join(ROOT, 'src/cli/scaleproof.mjs')}" "$@" --target twin --reports "$GATE_REPORTS"
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scaleproof-workflows-'));
  writeFileSync(join(folder, 'npm'), NPM);
  chmodSync(join(folder, 'npm'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a script of a workflow as its runner does: one shell, which stops at the first command that fails. */
function runScript(script: string, name: string, env: Readonly<Record<string, string>> = {}) {
  const reports = join(folder, name);
  const ended = spawnSync('bash', ['-eo', 'pipefail', '-c', script], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: `${folder}${delimiter}${process.env.PATH}`, HOME: folder, GATE_REPORTS: reports, ...env },
  });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr, reports };
}

/** The script of a workflow that runs a scenario, of those that run it once. */
function gateScript(file: string, scenario: string): string {
  const tree = parse(readFileSync(join(ROOT, file), 'utf8')) as Readonly<Record<string, unknown>>;
  const found = scriptsOf(tree).find(
    (script) => script.includes(`run ${scenario}`) && !script.includes('--repeat'),
  );
  if (found === undefined) throw new Error(`${file} runs no ${scenario}`);
  // Checking the file is a command without a target.
  return found.replace(/^.*-- validate .*\n/m, '');
}

/** The scripts of a workflow: of GitHub the `run` of each step, of GitLab the lines of each job together. */
function scriptsOf(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'run' && typeof value === 'string') return [value];
    return key === 'script' && Array.isArray(value) ? [value.join('\n')] : scriptsOf(value);
  });
}

function junitOf(reports: string): string {
  const [scenario] = readdirSync(reports);
  const [run] = readdirSync(join(reports, scenario!));
  return readFileSync(join(reports, scenario!, run!, 'junit.xml'), 'utf8');
}

describe.each([
  ['github', 'docs/ci/github-actions.yaml'],
  ['gitlab', 'docs/ci/gitlab-ci.yaml'],
])('the gate of %s, run as its file has it', { timeout: 180_000 }, (name, file) => {
  test('is green on a sound HPA', () => {
    const summary = join(folder, `${name}-summary.md`);
    const { code, stdout, stderr, reports } = runScript(gateScript(file, SOUND), `${name}-sound`, {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: summary,
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^::notice title=fast-style-transfer%3A passed::/m);
    expect(readFileSync(summary, 'utf8')).toMatch(/^## ✅ passed: fast-style-transfer/);
    expect(junitOf(reports)).toMatch(/failures="0" errors="0"/);
  });

  test('is red on a broken one, with the first broken hop', () => {
    const script = gateScript(file, SOUND).replaceAll(SOUND, BROKEN);
    const { code, stdout, reports } = runScript(script, `${name}-broken`, { GITHUB_ACTIONS: 'true' });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^::error title=wrong-adapter-metric%3A scalesOut failed::.*broke at custom-metrics\./m,
    );
    expect(junitOf(reports)).toContain('first broken hop: custom-metrics');
  });

  test('shows that it can be red, and is itself green for it', () => {
    const { code, stderr } = runScript(gateScript(file, BROKEN), `${name}-can-fail`);
    expect(code, stderr).toBe(0);
    const spoilt = gateScript(file, BROKEN).replaceAll(BROKEN, SOUND);
    expect(runScript(spoilt, `${name}-cannot`).code).not.toBe(0);
  });
});
