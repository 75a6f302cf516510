import { afterAll, beforeAll, expect, it } from 'vitest';
import { SERVING_API } from '../serving/openapi.ts';
import { startTestServing, type TestServing, testImage } from '../serving/serving-process.fixture.ts';
import { createClient } from './generated/client/index.ts';
import { healthz, metrics, readyz, stylize } from './generated/index.ts';

let serving: TestServing;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  serving = await startTestServing({});
  await serving.logged('ready');
  client = createClient({ baseUrl: serving.url });
});
afterAll(() => serving.child.kill('SIGKILL'));

it('styles an image through the generated fetch client', async () => {
  const body = new Blob([await testImage('png')]);
  const query = { style: 2, size: 64 };
  const { data, response } = await stylize({ client, body, query, headers: { 'content-type': 'image/png' } });
  expect(response?.status).toBe(200);
  expect(data).toBeInstanceOf(Blob);
  expect((data as Blob).size).toBeGreaterThan(500);
});

it('hands a refusal over as the typed problem', async () => {
  const { data, error } = await stylize({ client, body: new Blob(['no image']) });
  expect(data).toBeUndefined();
  expect(error?.error).toContain('not a readable image');
});

it('reaches the probes and the metrics', async () => {
  expect((await healthz({ client })).data).toBe('ok\n');
  expect((await readyz({ client })).data).toBe('ready\n');
  expect((await metrics({ client })).data).toContain('style_requests_accepted_total');
});

it('has an operation for each path of the document that the server answers', async () => {
  for (const [path, operations] of Object.entries(SERVING_API.paths)) {
    for (const method of Object.keys(operations)) {
      const answer = await fetch(serving.url + path, { method });
      expect([path, answer.status]).not.toEqual([path, 404]);
      const documented = Object.values(operations).flatMap((one) => Object.keys(one.responses));
      expect(documented).toContain(String(answer.status));
    }
  }
});
