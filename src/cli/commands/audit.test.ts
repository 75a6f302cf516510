import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { systemFiles } from '../../host/files.ts';
import { audit } from './audit.ts';

const cwd = fileURLToPath(new URL('../../..', import.meta.url));

async function run(
  file: readonly string[],
  piped = '',
  output: 'text' | 'json' = 'text',
  files: typeof systemFiles = systemFiles,
  beside?: string,
) {
  let out = '';
  const stdout = {
    write: (text: string) => {
      out += text;
    },
    drained: async () => {},
    isTTY: false,
    columns: 80,
  };
  const stdin = (async function* () {
    yield piped;
  })();
  const context = { host: { cwd, files, stdin, stdout } } as unknown as Parameters<typeof audit>[0];
  const code = await audit(context, {
    file,
    run: beside,
    tolerance: 0.1,
    startup: '2m',
    allReady: false,
    wholeSamples: false,
    output,
  });
  return { code, out };
}

const steady = 'fixtures/kubectl/describe-steady.txt';

it('ends with 0 on what a real HPA said, with the arithmetic and what it takes for granted', async () => {
  const { code, out } = await run([steady]);
  expect(code).toBe(0);
  expect(out).toContain('✓ possible: ');
  expect(out).toContain(`✓ ${steady}:13  5 -> 5: 16.2/20 = 0.81, times 5 pods = 4.05, proposes 5`);
  expect(out).toContain('Taken for granted: the algorithm is that of Kubernetes v1.36');
});

it('ends with 1 and names the line when one number was changed', async () => {
  const text = (await systemFiles.readText(`${cwd}/${steady}`)).replace('5 current', '4 current');
  const { code, out } = await run([], text);
  expect(code).toBe(1);
  expect(out).toContain('✗ stdin:16  4 current and 5 desired');
});

it('prints what docs/evidence.md shows', async () => {
  const page = await systemFiles.readText(`${cwd}/docs/evidence.md`);
  const [, shown = ''] = /```\n(✗ impossible[\s\S]*?)```/.exec(page) ?? [];
  const text = await systemFiles.readText(`${cwd}/fixtures/kubectl/published/early-scale-in.md`);
  const { out } = await run(['evidence.md'], '', 'text', { ...systemFiles, readText: async () => text });
  const lines = shown.split('\n').filter((line) => line !== '');
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(out.split('\n')).toContain(line);
});

describe('texts of one HPA, given together', () => {
  const names = [
    'describe-scaling-out',
    'describe-held',
    'describe-first-step-in',
    'describe-scaling-in',
    'get-hpa-watch',
    'get-events',
  ].map((name) => `fixtures/kubectl/behavior-${name}.txt`);

  /** All of them, with one number of one changed. */
  async function runChanged(name: string, from: string, to: string) {
    const changed = `fixtures/kubectl/behavior-${name}.txt`;
    const files = {
      ...systemFiles,
      readText: async (path: string) => {
        const text = await systemFiles.readText(path);
        if (path !== `${cwd}/${changed}` && path !== `${cwd}${changed}`) return text;
        expect(text).toContain(from);
        return text.replace(from, to);
      },
    };
    const { code, out } = await run(names, '', 'text', files);
    return { code, lines: out.split('\n').filter((line) => line.startsWith('✗ fixtures')) };
  }

  it('end with 0 as they were printed', async () => {
    const { code, out } = await run(names);
    expect(code).toBe(0);
    expect(out).toContain('this status is the one of fixtures/kubectl/behavior-get-hpa-watch.txt:');
    expect(out).toContain('no more than three quarters of an hour apart');
  });

  it.each([
    ['a metric value', 'describe-scaling-out', '12 / 20', '13 / 20', ':13  metric value 13 is in no status'],
    ['a target', 'describe-scaling-in', '0 / 20', '0 / 25', ':13  target 25 is in no status'],
    [
      'a bound',
      'describe-scaling-out',
      'replicas:                      10',
      'replicas:                      11',
      ':15  max replicas 11 is in no status',
    ],
    [
      'a policy',
      'describe-scaling-out',
      'Value: 2 ',
      'Value: 3 ',
      ':21  scale-up policy 1 Pods 3 per 4s differs from Pods 2 per 4s',
    ],
    ['a size', 'get-events', 'New size: 4', 'New size: 3', 'would be the same rescale'],
  ])('end with 1 and name the line when somebody changed %s', async (_, name, from, to, says) => {
    const { code, lines } = await runChanged(name, from, to);
    expect(code).toBe(1);
    expect(lines).toContainEqual(expect.stringContaining(says));
  });
});

it('ends with 3 when too little is said, and lists a line that it could not read', async () => {
  const text = (await systemFiles.readText(`${cwd}/${steady}`)).replace('16200m / 20', 'about 80 %');
  const { code, out } = await run(['/dev/stdin'], text);
  expect(code).toBe(3);
  expect(out).toContain('? stdin:13  not understood, expected');
});

it('prints the whole audit as JSON', async () => {
  const { out } = await run([steady], '', 'json');
  expect(JSON.parse(out)).toMatchObject({
    verdict: 'possible',
    blocks: [{ file: steady, line: 1, kind: 'describe' }],
  });
});

it('refuses a text without any output of kubectl, and says what it looked for', async () => {
  await expect(run([], 'It scaled to 5 pods, trust us.')).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining(
      'no output of kubectl in stdin: expected a line that begins with `Name:`',
    ),
  });
  await expect(run(['nowhere.txt'])).rejects.toMatchObject({
    message: expect.stringContaining('cannot read nowhere.txt'),
  });
});

it('holds a text against the record of a run, of which this one is not', async () => {
  const beside = (record: string) => run([steady], '', 'text', systemFiles, record);
  const { code, out } = await beside('fixtures/records/passed');
  expect(code).toBe(1);
  expect(out).toMatch(/✗ \S+describe-steady\.txt:\d+ {2}.*the run saw .* \(fixtures\/records\/passed\)/);
  expect(out).toContain('the texts were printed while fixtures/records/passed was recorded');
  await expect(beside('fixtures/nothing')).rejects.toThrow('no record at fixtures/nothing');
});
