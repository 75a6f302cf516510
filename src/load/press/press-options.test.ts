import { expect, it } from 'vitest';
import { readPressOptions } from './press-options.ts';

it.each([
  ['10.96.3.4', 'http://10.96.3.4:5000'],
  ['10.96.3.4:8080', 'http://10.96.3.4:8080'],
  ['painter.vision.svc', 'http://painter.vision.svc:5000'],
  ['https://painter.example/', 'https://painter.example'],
])('S13: takes SERVER_IP %s as the walk-through gives it', (given, baseUrl) => {
  expect(readPressOptions({ SERVER_IP: given }).baseUrl).toBe(baseUrl);
});

it('S13: sends one at a time without an end where BATCH_SIZE and TOTAL_SIZE are not given', () => {
  expect(readPressOptions({ SERVER_IP: 'a' })).toMatchObject({
    batchSize: 1,
    totalSize: 0,
    onSigterm: 'stop',
  });
});

it('tells every bad variable at once', () => {
  const bad = { BATCH_SIZE: '0', TOTAL_SIZE: 'many', ON_SIGTERM: 'laugh' };
  expect(() => readPressOptions(bad)).toThrow(
    /SERVER_IP is not set.*ON_SIGTERM is 'laugh'.*BATCH_SIZE is '0'.*TOTAL_SIZE is 'many'/,
  );
});
