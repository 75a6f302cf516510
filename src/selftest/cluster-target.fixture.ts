import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newestRun, type Program, ROOT, recordOf, resultOf } from './program.fixture.ts';

const SERVICE = 'gpu-monitoring/prometheus:9090';
/** A token that the lab's Prometheus does not ask for, and that must be found nowhere. */
const TOKEN = 'tHiS-iS-a-SeCrEt-0123456789';

/** Runs on the lab of `program` as on any cluster: by its kubeconfig, with nothing of what a lab adds. */
export function clusterTargetTests(program: Program): void {
  const kubectl = (...args: readonly string[]) =>
    program.run(['lab', 'kubectl', '--', ...args], { timeoutMs: 30_000 });
  const onCluster = async (scenario: string, ...more: readonly string[]): Promise<readonly string[]> => {
    const kubeconfig = (await program.run(['lab', 'kubeconfig'])).stdout.trim();
    const status = JSON.parse((await program.run(['lab', 'status', '-o', 'json'])).stdout);
    return [
      ...[
        'run',
        join(ROOT, 'fixtures/scenarios', scenario),
        '--target',
        'cluster',
        '--reports',
        program.reports,
      ],
      ...['--kubeconfig', kubeconfig, '--proxy', status.lab.proxyUrl, ...more],
    ];
  };

  it("S10, S11, S12, S15, S17, S18: passes with our objects and Prometheus by the API server's proxy, shows them to kubectl while it is on, and leaves none", async () => {
    const access = ['--context', 'scaleproof-lab', '--prometheus', `service:${SERVICE}`];
    const running = program.start(await onCluster('cluster.yaml', ...access, '--metric', 'auto'));
    await running.said('load starts');
    const hpas = await kubectl('get', 'hpa', '-A');
    expect(hpas.stdout).toMatch(
      /on-a-cluster +fast-style-transfer-serving +Deployment\/fast-style-transfer-serving/,
    );
    const pods = await kubectl('get', 'pods', '-n', 'on-a-cluster', '-o', 'name');
    const pod = pods.stdout.split('\n')[0]!;
    expect((await kubectl('describe', '-n', 'on-a-cluster', pod)).stdout).toMatch(/nvidia\.com\/gpu: +1/);
    expect((await kubectl('logs', '-n', 'on-a-cluster', pod)).stdout).toContain('listening on');
    const { exitCode, stderr } = await running.finished;
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('metric: profile dcgm, dcgm-exporter, honorLabels true');
    expect(resultOf(newestRun(program, 'cluster'))).toMatchObject({ target: 'cluster', emulated: false });
    const kinds = 'hpa,deployment,service,configmap,pod';
    const left = await kubectl('get', kinds, '-A', '-l', 'scaleproof.dev/run-id', '-o', 'name');
    expect(left.stdout).not.toContain(recordOf(newestRun(program, 'cluster')).header.runId);
    expect((await kubectl('get', 'namespace', 'on-a-cluster')).stderr).toContain('not found');
  });

  it('uses existing objects as they are with Prometheus by port-forward, leaves them as they were, and keeps the token for itself', async () => {
    expect(
      (await kubectl('apply', '-f', join(ROOT, 'fixtures/manifests/existing-objects.yaml'))).exitCode,
    ).toBe(0);
    const names = ['-n', 'of-somebody-else', 'hpa/painter-scaling', 'service/painter-front', '-o'];
    const specs = () => kubectl('get', ...names, 'jsonpath={.items[*].spec} {.items[*].metadata.labels}');
    const before = (await specs()).stdout;
    const tokenFile = join(program.labFolder, '..', 'token');
    writeFileSync(tokenFile, TOKEN);
    const prometheus = ['--prometheus', `port-forward:${SERVICE}`, '--prometheus-token-file', tokenFile];
    const { exitCode, stdout, stderr } = await program.run(await onCluster('existing.yaml', ...prometheus));
    expect(exitCode, stderr).toBe(0);
    const run = newestRun(program, 'existing');
    const files = readdirSync(run, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const written = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['events.ndjson', 'run.json']));
    expect([stdout, stderr, ...written].filter((text) => text.includes(TOKEN))).toEqual([]);
    expect(recordOf(run).observations.filter(({ kind }) => kind === 'gap')).toEqual([]);
    expect((await specs()).stdout).toBe(before);
    // Its HPA has a behavior that no scenario tells of: the audit goes by the object.
    const { audit } = resultOf(newestRun(program, 'existing'));
    expect(audit!.caveats.join()).not.toContain('behavior');
    // Nothing logs what the controller read, nor what it remembered before: then nobody may be accused of what differs.
    expect([audit!.basis, audit!.explained]).toEqual(['status', audit!.syncs]);
    expect(audit!.divergences.filter((one) => one.class !== 'unknown-input')).toEqual([]);
    expect(audit!.equal).toBeGreaterThan(0.5 * audit!.syncs);
    expect((await kubectl('delete', 'namespace', 'of-somebody-else', '--wait=false')).exitCode).toBe(0);
  });

  it('S1: is never guessed: without a context nothing is touched', async () => {
    const file = join(program.labFolder, '..', 'without-context.yaml');
    const text = readFileSync(join(ROOT, 'fixtures/scenarios/cluster.yaml'), 'utf8');
    writeFileSync(file, text.replace(/^context: .*\n/m, ''));
    const cluster = ['--target', 'cluster', '--kubeconfig', 'anywhere', '--prometheus', `service:${SERVICE}`];
    const args = ['run', file, ...cluster];
    const { exitCode, stderr } = await program.run(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('needs --kubeconfig, --context and --prometheus; none is guessed');
  });
}
