import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { systemFiles } from '../../host/files.ts';
import { hpaExplain } from './hpa-explain.ts';

const cwd = fileURLToPath(new URL('../../..', import.meta.url));

async function explain(run: string | undefined, piped = ''): Promise<string> {
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
  const host = { cwd, files: systemFiles, stdin, stdout };
  const clock = { now: () => Date.parse('2026-01-01T12:00:00Z') };
  await hpaExplain({ host, clock } as unknown as Parameters<typeof hpaExplain>[0], { run, all: false });
  return out;
}

it('explains what kubectl describes from a file as from stdin', async () => {
  const path = 'fixtures/kubectl/describe-scaling-in.txt';
  const fromFile = await explain(path);
  expect(fromFile).toContain('HPA style-transfer/fast-style-transfer-serving, as kubectl described it');
  expect(fromFile).toContain('proposes 0');
  expect(await explain(undefined, await systemFiles.readText(`${cwd}/${path}`))).toBe(fromFile);
});

it('still reads a recorded run and an object', async () => {
  expect(await explain('fixtures/records/passed')).toContain('decisions recomputed');
  const object =
    'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec: {maxReplicas: 3}\n';
  expect(await explain(undefined, object)).toContain('HPA default/a, as of 2026-01-01T12:00:00.000Z');
});

it('names the line of a description that it cannot read', async () => {
  const broken = 'Name:  a\nReference:  Deployment/a\nMax replicas:  lots\n';
  await expect(explain(undefined, broken)).rejects.toMatchObject({
    code: 'usage',
    message: 'stdin: line 3: expected Max replicas: a whole number, found "Max replicas:  lots"',
  });
});
