import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { systemFiles } from '../../host/files.ts';
import { explainRun } from './hpa-explain-run.ts';

const host = { cwd: fileURLToPath(new URL('../../..', import.meta.url)), files: systemFiles };
const explain = (options: { readonly all: boolean; readonly at?: number }) =>
  explainRun({ host }, 'fixtures/records/passed', options);
const syncsIn = (lines: readonly string[]) => lines.filter((line) => line.startsWith('Sync at'));

it('explains each change of size in a recorded run, or every sync', async () => {
  const changes = await explain({ all: false });
  expect(changes[0]).toBe('55 of 55 decisions recomputed from what the HPA itself read are equal.');
  expect(syncsIn(changes)).toHaveLength(5);
  expect(changes.filter((line) => /Result: \d+ -> \d+\./.test(line))).toHaveLength(5);
  expect(syncsIn(await explain({ all: true }))).toHaveLength(55);
});

it('explains the sync at or after a time from load start, with what was read and the arithmetic', async () => {
  const lines = await explain({ all: false, at: 5.6 });
  expect(syncsIn(lines)).toHaveLength(1);
  const told = lines.join('\n');
  expect(told).toMatch(/Read: fast-style-transfer-serving-\S+ \d+/);
  expect(told).toMatch(/average \S+ a pod, target 20, ratio \d\.\d{3}/);
  expect(told).toContain('The HPA did just that.');
});

it('says how many syncs there are when none is at that time', async () => {
  await expect(explain({ all: false, at: 9999 })).rejects.toMatchObject({
    message: expect.stringContaining('no sync of the HPA is on record at or after 9999 s'),
    hint: expect.stringContaining('55 syncs'),
  });
});
