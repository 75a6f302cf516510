import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openProgram } from './program.fixture.ts';

const program = openProgram();
const folder = mkdtempSync(join(tmpdir(), 'usage-test-'));
afterAll(async () => {
  await program.dispose();
  rmSync(folder, { recursive: true });
});

it.concurrent.each([
  [[], 'Say which command to run'],
  [['rum'], 'Did you mean run?'],
  [['run'], 'Not enough'],
  [['run', 'x.yaml', '--colour'], 'Unknown argument: colour'],
  [['run', 'x.yaml', '--target', 'moon'], 'Choices: "lab", "cluster"'],
  [['run', 'no-such.yaml'], 'no-such.yaml cannot be read'],
  [['run', 'scenarios/fast-style-transfer.yaml', '--live=99999'], '--live wants a port'],
  [['run', 'scenarios/fast-style-transfer.yaml', '--live', '--repeat', '2'], '--live follows one run'],
  [['verify', 'no-such-run'], 'no record at no-such-run'],
  [
    ['preflight', 'fixtures/scenarios/cluster.yaml'],
    'preflight needs --kubeconfig, --context and --prometheus',
  ],
  [['install', 'moon'], 'Choices: "exporter", "prometheus", "adapter", "resource-metrics"'],
  [['install'], 'install needs --kubeconfig and --context; neither is guessed'],
  [['uninstall', '--kubeconfig', 'f'], 'uninstall needs --kubeconfig and --context'],
  [['status', '-n', 'Not_a_name'], '--namespace Not_a_name is no name of a namespace'],
  [['install', '--timeout', 'soon'], '--timeout soon is no duration'],
  [['rbac', '--subject', 'jane'], 'no subject can be read from jane'],
])('the arguments %j end with the usage code and say "%s"', async (args, text) => {
  const { exitCode, stderr } = await program.run(args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(text);
  expect(stderr).toContain('Hint: ');
  expect(stderr).not.toContain('    at ');
});

it.concurrent('S1: a cluster whose name looks like production needs --yes before anything is asked of it', async () => {
  const kubeconfig = join(folder, 'kubeconfig');
  const entry = { cluster: 'c', user: 'u' };
  const config = {
    // Nothing listens there: with --yes the run gets as far as that.
    clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:9' } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'prod-eu', context: entry }],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  const where = ['--kubeconfig', kubeconfig, '--context', 'prod-eu', '--prometheus', 'http://127.0.0.1:9'];
  const args = ['run', 'fixtures/scenarios/cluster.yaml', '--target', 'cluster', ...where];
  const [refused, allowed] = await Promise.all([program.run(args), program.run([...args, '--yes'])]);
  expect([refused.exitCode, allowed.exitCode]).toEqual([2, 4]);
  expect(refused.stderr).toContain('context prod-eu, server http://127.0.0.1:9, namespace on-a-cluster');
  expect(refused.stderr).toContain('context prod-eu looks like production');
  expect(refused.stderr).not.toContain('got no answer');
  expect(allowed.stderr).toContain('got no answer');
});
