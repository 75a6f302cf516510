import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock/system-clock.ts';
import { systemHost } from '../../host/system-host.ts';
import { conformance } from './conformance.ts';

const cwd = fileURLToPath(new URL('../../..', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'conformance-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every file below a folder with its text. */
function filesOf(root: string): ReadonlyMap<string, string> {
  const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = names.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return new Map(paths.map((path) => [path.slice(root.length), readFileSync(path, 'utf8')]));
}

async function run(argv: Partial<Parameters<typeof conformance>[1]>) {
  let out = '';
  const stream = {
    write: (text: string) => {
      out += text;
    },
    drained: async () => {},
    isTTY: false,
    columns: 80,
  };
  const host = {
    ...systemHost(),
    argv: ['conformance', 'FILE'],
    cwd,
    stdout: stream,
    stderr: { ...stream, write: () => {} },
  };
  const code = await conformance(
    { host, clock: systemClock },
    {
      file: 'scenarios/fast-style-transfer.yaml',
      archive: false,
      emulated: false,
      output: 'text',
      keep: false,
      reports: join(folder, 'reports'),
      yes: false,
      ignore: [],
      ...argv,
    },
  );
  return { code, out };
}

describe('the evidence for KAR-0057', () => {
  it('is the same from the run and from its record, byte for byte, and says what was typed', async () => {
    const live = join(folder, 'live');
    const { code, out } = await run({ target: 'twin', emulated: true, out: live });
    expect(out).toContain('KAR-0057: passed, no evidence for a product');
    expect(code).toBe(0);
    const again = join(folder, 'again');
    await run({ from: join(live, 'record'), emulated: true, out: again });
    expect(filesOf(again)).toEqual(filesOf(live));
    expect(readFileSync(join(live, 'README.md'), 'utf8')).toMatch(/^scaleproof conformance FILE$/m);
  });

  it('has a right hash of every file, in an archive that tar reads', async () => {
    const out = join(folder, 'packed');
    await run({ from: 'fixtures/records/passed', emulated: true, out, archive: true });
    mkdirSync(join(folder, 'unpacked'));
    execFileSync('tar', ['xzf', `${out}.tar.gz`, '-C', join(folder, 'unpacked')]);
    const unpacked = join(folder, 'unpacked', 'packed');
    const sums = readFileSync(join(unpacked, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
    for (const line of sums) {
      const [sum, path = ''] = line.split('  ');
      expect(
        createHash('sha256')
          .update(readFileSync(join(unpacked, path)))
          .digest('hex'),
      ).toBe(sum);
    }
    expect(sums).toHaveLength(filesOf(unpacked).size - 1);
    expect(filesOf(unpacked)).toEqual(filesOf(out));
    // An archive of the bundle before would not be that of this one.
    await run({ from: 'fixtures/records/passed', emulated: true, out });
    expect(existsSync(`${out}.tar.gz`)).toBe(false);
  });

  it('is refused for emulated accelerators and the twin unless that is said, before anything is run', async () => {
    const reports = join(folder, 'none');
    const refused = { code: 'usage', hint: expect.stringContaining('--emulated') };
    await expect(run({ reports })).rejects.toMatchObject(refused);
    await expect(run({ reports, target: 'twin' })).rejects.toMatchObject(refused);
    await expect(run({ from: 'fixtures/records/passed', out: reports })).rejects.toMatchObject(refused);
    expect(existsSync(reports)).toBe(false);
  });

  it('asks the Prometheus that the command line names, and looks for the metric where the scenario leaves it to the cluster', async () => {
    const onCluster = { target: 'cluster', kubeconfig: join(folder, 'no-kubeconfig'), context: 'c' } as const;
    const file = 'fixtures/scenarios/cluster.yaml';
    await expect(run({ ...onCluster, file, prometheus: 'http://127.0.0.1:9' })).rejects.toThrow(
      'no-kubeconfig',
    );
    const auto = join(folder, 'auto.yaml');
    const text = readFileSync(join(cwd, file), 'utf8');
    writeFileSync(auto, text.replace('hpa:\n', 'hpa:\n  metric: { profile: auto }\n'));
    await expect(run({ ...onCluster, file: auto })).rejects.toThrow('--metric auto needs --kubeconfig');
  });

  it('ends with 1 for a failed run and with 3 for one cut short', async () => {
    const out = join(folder, 'bad');
    expect((await run({ from: 'fixtures/records/failed', emulated: true, out })).code).toBe(1);
    expect((await run({ from: 'fixtures/records/cut-short', emulated: true, out })).code).toBe(3);
  });

  it('takes the place of older evidence, and of nothing else', async () => {
    const out = join(folder, 'mine');
    mkdirSync(out);
    writeFileSync(join(out, 'SHA256SUMS'), 'mine');
    await expect(run({ from: 'fixtures/records/passed', emulated: true, out })).rejects.toThrow(
      'holds no evidence',
    );
    expect(readdirSync(out)).toEqual(['SHA256SUMS']);
    const older = join(folder, 'older');
    cpSync(join(folder, 'packed'), older, { recursive: true });
    writeFileSync(join(older, 'stale.txt'), 'stale');
    await run({ from: 'fixtures/records/passed', emulated: true, out: older });
    expect(existsSync(join(older, 'stale.txt'))).toBe(false);
  });
});
