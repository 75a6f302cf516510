import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checkScenario } from './load-scenario.ts';

const request = { path: '/paint', body: { kind: 'raw' } };

function faultsOf(change: object, load: object = {}, assertions: object[] = [{ kind: 'replicasWithin' }]) {
  const stages = [{ kind: 'hold', name: 'steady', rate: 1, duration: '1s' }];
  const file = { name: 'mine', load: { request: { ...request, ...change }, stages, ...load }, assertions };
  const reading = checkScenario(stringify(file), 'a.yaml');
  return reading.ok ? [] : reading.faults.map(({ path, message }) => `${path}: ${message}`);
}

test.for([
  [
    { path: '/paint?style=2' },
    {},
    'load.request.path: expected a path whose parameters are filled in, without a query',
  ],
  [{ path: '/{model}/paint' }, {}, 'load.request.path: expected a path whose parameters are filled in'],
  [{ headers: { Authorization: 'Bearer x' } }, {}, 'load.request.headers.Authorization: may hold a secret'],
  [{ headers: { 'content-type': 'image/png' } }, {}, 'load.request.headers.content-type: decided by body'],
  [
    { answer: { kind: 'image', field: 'out' } },
    {},
    'load.request.answer.field: only with kind: json, found image',
  ],
  [
    { body: { kind: 'form' } },
    {},
    'load.request.body.kind: expected one of raw, multipart, json, found "form"',
  ],
  [{}, { size: 64, styles: [1] }, 'load.size: only without load.request'],
] as const)('a request that cannot be sent as written is refused: %j', ([change, load, message]) => {
  expect(faultsOf(change, load).join('\n')).toContain(message);
});

test('imagesStyled needs to know what the answer is', () => {
  const styled = [{ kind: 'imagesStyled' }];
  expect(faultsOf({}, {}, styled)[0]).toContain('needs load.request.answer with kind: image and longestSide');
  expect(faultsOf({ answer: { kind: 'image', longestSide: 64 } }, {}, styled)).toEqual([]);
});
