import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultCacheFolder } from '../lab/lab-folder.ts';
import { fetchModel } from '../lab/toolchain/model.ts';
import { startTestServing, testImage } from './serving-process.fixture.ts';

it('a serving process with the real model writes nothing to disk: no log, no identifier of its runtime', async () => {
  const model = await fetchModel(defaultCacheFolder(process.env, homedir()), new AbortController().signal);
  if ('warning' in model) throw new Error(model.warning);
  const folder = mkdtempSync(join(tmpdir(), 'scaleproof-serving-'));
  const before = new Set(readdirSync(tmpdir()));
  const serving = await startTestServing({ MODEL_PATH: model.path, HOME: folder, TMPDIR: folder });
  await serving.logged('ready');
  const headers = { 'content-type': 'image/jpeg', connection: 'close' };
  const answer = await fetch(`${serving.url}/stylize`, {
    method: 'POST',
    headers,
    body: await testImage('jpeg'),
  });
  const { pid } = serving.child;
  serving.child.kill('SIGKILL');
  await serving.exited;
  expect(answer.status).toBe(200);
  expect(readdirSync(folder)).toEqual([]);
  expect(readdirSync(tmpdir()).filter((name) => !before.has(name) && name.includes(String(pid)))).toEqual([]);
  rmSync(folder, { recursive: true });
});
