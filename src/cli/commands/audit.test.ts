import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { systemFiles } from '../../host/files.ts';
import { audit } from './audit.ts';

const cwd = fileURLToPath(new URL('../../..', import.meta.url));

async function run(file: readonly string[], piped = '', output: 'text' | 'json' = 'text') {
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
  const context = { host: { cwd, files: systemFiles, stdin, stdout } } as unknown as Parameters<
    typeof audit
  >[0];
  const code = await audit(context, {
    file,
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

it('ends with 3 when too little is said, and lists a line that it could not read', async () => {
  const text = (await systemFiles.readText(`${cwd}/${steady}`)).replace('16200m / 20', 'about 80 %');
  const { code, out } = await run(['-'], text);
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
