import { expect, onTestFinished, test } from 'vitest';
import { exampleText } from '../record/example-run.generate.ts';
import { parseRecord } from '../record/parse-record.ts';
import { judgeRecord } from '../run/judge-record.ts';
import { overContent, runningContent, waitingContent } from './live-content.ts';
import { type LiveServer, serveLive } from './live-server.ts';

const running = runningContent(judgeRecord(parseRecord(exampleText('cut-short'))));

async function serve(port = 0): Promise<LiveServer> {
  const server = await serveLive({
    port,
    epoch: 'e',
    report: () => 'r',
    first: waitingContent('s', []),
    refresh: () => undefined,
  });
  onTestFinished(server.close);
  return server;
}

/** The first event that a page of a certain version is sent. */
async function firstEvent({ url }: LiveServer, from: string): Promise<string> {
  const response = await fetch(`${url}events?from=${from}`);
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (/data: .*\n\n/.test(text)) break;
  }
  return /event: (\w+)\ndata: (.*)/.exec(text)!.slice(1).join(' ');
}

test('S14: a page that missed changes is sent all that changed since, and one of another kind is told to reload', async () => {
  const server = await serve();
  expect(await firstEvent(server, 'e.1')).toMatch(/^parts .*"parts":\[\]/);
  server.show(running);
  server.show({
    ...running,
    parts: running.parts.map((part) => (part.id === 'head' ? { ...part, content: { markup: 'new' } } : part)),
  });
  expect(await firstEvent(server, 'e.2')).toContain('"parts":[["head","new"]]');
  expect(await firstEvent(server, 'e.1')).toBe('reload {}');
  expect(await firstEvent(server, 'other.2')).toBe('reload {}');
  expect(await firstEvent(server, '')).toBe('reload {}');
});

test('at the end the page is the report, byte for byte', async () => {
  const server = await serve();
  server.show(running);
  server.show(overContent('<report>'));
  expect(await (await fetch(server.url)).text()).toBe('<report>');
  expect(await firstEvent(server, 'e.2')).toBe('reload {}');
});

test('only loopback names, GET and its own two paths are answered', async () => {
  const { url } = await serve();
  expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  expect((await fetch(`${url}etc`)).status).toBe(404);
  const { request } = await import('node:http');
  const status = await new Promise((resolve) => {
    request(url, { headers: { host: 'evil.example' } }, (response) =>
      resolve(response.resume().statusCode),
    ).end();
  });
  expect(status).toBe(403);
});

test('a port that is taken is named', async () => {
  const { url } = await serve();
  const port = Number(new URL(url).port);
  await expect(serve(port)).rejects.toThrow(
    `the live page cannot be served on port ${port}: another program listens there`,
  );
});
