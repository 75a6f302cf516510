import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { systemFiles as files } from '../host/files.ts';
import { requestOfDocument } from '../scenario/openapi/request-of-document.ts';
import type { RequestFile } from '../scenario/request-schema.ts';
import { SERVING_API } from '../serving/openapi.ts';
import { startTestServing } from '../serving/serving-process.fixture.ts';
import { describedRequest, expectAsDescribed, OPERATIONS } from './described-requests.fixture.ts';
import { planOf } from './plan.fixture.ts';
import { preparePlay } from './play.ts';
import type { AnswerLine, PlayLine } from './play-lines.ts';
import { SHEET_FILE } from './play-list.ts';
import { runPress } from './press/press.ts';
import { readPressList } from './press/press-list.ts';
import { readPressOptions } from './press/press-options.ts';
import { type RecordingServer, startRecordingServer } from './recording-server.fixture.ts';

let server: RecordingServer;
let folder: string;
beforeAll(async () => {
  server = await startRecordingServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = await files.makeTemporaryFolder('scaleproof-described-');
  server.requests.length = 0;
});
afterEach(() => files.remove(folder));

/** Sends three images with the fetch client, as the play that a run prepares says. */
async function send(request: RequestFile, url = server.url, within = folder) {
  const plan = planOf({
    request,
    images: { count: 1, formats: [{ format: 'png' }], sizes: [{ width: 96, height: 64 }] },
    stages: [{ kind: 'hold', name: 'steady', rate: 30, duration: '100ms' }],
  });
  const play = await preparePlay({ plan, baseUrl: url, folder: within, files }, 'stdout');
  const options = readPressOptions({ SERVER_IP: url, PLAY_SHEET: join(within, SHEET_FILE), TOTAL_SIZE: '3' });
  const list = await readPressList(options, files);
  const lines: PlayLine[] = [];
  const stopped = new AbortController().signal;
  await runPress({ options, list, clock: systemClock, print: (line) => lines.push(line), stopped });
  return { play, answers: lines.filter((line): line is AnswerLine => 'i' in line) };
}

it.for(OPERATIONS)('the fetch client sends what the document says: %s', async (operation) => {
  const { play, answers } = await send(describedRequest(operation));
  expect(answers.map(({ o, e }) => [o, e])).toEqual(Array(3).fill(['ok', undefined]));
  expect(server.requests).toHaveLength(3);
  const images = play.images.map(({ sha256 }) => sha256);
  for (const request of server.requests) await expectAsDescribed(operation, request, images);
});

it('tells an answer by what the document promises of it', async () => {
  const raw = describedRequest('raw');
  const json = (field: string): Partial<RequestFile> => ({ answer: { kind: 'json', field } });
  const cases: readonly (readonly [string, Partial<RequestFile>, readonly unknown[]])[] = [
    ['/broken', {}, [200, 'invalid', 'no end marker of image/png']],
    ['/busy', {}, [429, 'rejected', undefined]],
    ['/empty', { answer: {} }, [200, 'ok', undefined]],
    ['/empty', { answer: { kind: 'image' } }, [200, 'invalid', 'no body']],
    ['/moved', {}, [302, 'error', 'status 302: elsewhere']],
    ['/nowhere', {}, [404, 'error', 'status 404: nothing at /nowhere']],
    ['/image', { answer: { statuses: [201] } }, [200, 'error', expect.stringContaining('status 200')]],
    ['/json', {}, [202, 'error', expect.stringContaining('status 202')]],
    ['/json', json('result.id'), [202, 'ok', undefined]],
    ['/json', json('result.key'), [202, 'invalid', 'no member result.key in the JSON']],
    ['/image', json('result'), [200, 'invalid', 'no JSON that can be read']],
  ];
  const told = cases.map(async ([path, change, wanted], index) => {
    const { answers } = await send({ ...raw, path, ...change }, server.url, join(folder, String(index)));
    const [{ c, o, e }] = answers as [AnswerLine];
    expect([path, c, o, e]).toEqual([path, ...wanted]);
  });
  await Promise.all(told);
});

it('sends to our own serving what its own document says', async () => {
  const serving = await startTestServing({ KERNEL_MS: '1' });
  try {
    await serving.logged('ready');
    const params = { style: '2', size: '64' };
    const { request } = requestOfDocument(JSON.stringify(SERVING_API), 'openapi.json', { params });
    const { answers } = await send(request, serving.url);
    expect(answers.map(({ o, p }) => [o, p])).toEqual(Array(3).fill(['ok', 'pod-a']));
  } finally {
    serving.child.kill('SIGKILL');
  }
});
