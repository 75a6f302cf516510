import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeApiServer } from '../../kube/fake-api-server.fixture.ts';
import { makePlan } from '../../plan/make-plan.ts';
import { PROFILES } from '../../plan/timing.ts';
import { readScenario } from '../../scenario/load-scenario.ts';
import type { CommandContext } from '../command.ts';
import { init } from './init.ts';
import type { InitArguments } from './init-arguments.ts';
import { run } from './run.ts';
import { testHost } from './test-host.fixture.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scaleproof-init-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const plain: InitArguments = { file: 'scenarios/My First.yaml', fromCluster: false, force: false };
const written = (file = plain.file) => readFileSync(join(folder, file), 'utf8');

/** A terminal at which somebody types these lines. */
function terminal(lines: readonly string[]): CommandContext {
  const { context } = testHost(folder);
  async function* typed() {
    for (const line of lines) yield `${line}\n`;
  }
  const host = { ...context.host, isAsking: true, stdin: typed() };
  return { ...context, host: { ...host, stderr: { ...host.stderr, isTTY: true } } };
}

test('writes a scenario that is valid, commented, and long enough for its own bounds', async () => {
  expect(await init(testHost(folder).context, plain)).toBe(0);
  const { scenario } = readScenario(written(), plain.file);
  expect(scenario).toMatchObject({
    name: 'my-first',
    target: 'lab',
    hpa: { minReplicas: 1, maxReplicas: 10 },
  });
  expect(makePlan(scenario, PROFILES.compressed).warnings).toEqual([]);
  expect(written().match(/# /g)!.length).toBeGreaterThan(8);
});

test('what it wrote can be dry-run, and passes on the twin', async () => {
  const { context, written: said } = testHost(folder);
  await init(context, plain);
  const argv = {
    ...{ file: plain.file, keep: false, repeat: 1, reporter: [], yes: false, ignore: [], reports: 'reports' },
    output: 'text' as const,
  };
  expect(await run(context, { ...argv, dryRun: true })).toBe(0);
  expect(said.stdout).toContain('scalesOut');
  expect(await run(context, { ...argv, dryRun: false, target: 'twin' })).toBe(0);
}, 60_000);

test.for([
  [{ rate: 12, min: 2, max: 8, averageValue: '64500m', metric: 'queue_depth' }, 'compressed'],
  [{ target: 'cluster', context: 'mine', image: 'registry/painter:1' }, 'realtime'],
  [{ target: 'cluster', image: 'registry/painter:1' }, 'realtime'],
  [{ target: 'twin', max: 2 }, 'compressed'],
] as const)('takes what the flags say: %o', async ([flags, profile]) => {
  await init(testHost(folder).context, { ...plain, ...flags });
  const { scenario } = readScenario(written(), plain.file);
  expect(scenario.profile).toBe(profile);
  expect(makePlan(scenario, PROFILES[scenario.profile]).warnings).toEqual([]);
  if ('rate' in flags) {
    expect(scenario.hpa).toMatchObject({ minReplicas: 2, maxReplicas: 8 });
    expect(scenario.hpa.metric).toMatchObject({ name: 'queue_depth', averageValue: '64500m' });
    expect(scenario.load.stages[1]).toMatchObject({ rate: 12 });
  }
});

describe('from an OpenAPI document', () => {
  const openapi = join(import.meta.dirname, '../../serving/generated/openapi.json');

  test('writes a load that sends what the document describes, in formats that it takes', async () => {
    const { context, written: said } = testHost(folder);
    const document = JSON.parse(readFileSync(openapi, 'utf8'));
    document.paths['/stylize'].post.requestBody.content = { 'image/webp': {} };
    document.security = [{ token: [] }];
    writeFileSync(join(folder, 'api.json'), JSON.stringify(document));
    const flags = {
      openapi: 'api.json',
      operation: 'stylize',
      param: ['style=2'],
      image: 'registry/painter:1',
    };
    expect(await init(context, { ...plain, ...flags })).toBe(0);
    const { scenario } = readScenario(written(), plain.file);
    expect(scenario).toMatchObject({
      target: 'cluster',
      load: {
        request: { method: 'POST', path: '/stylize', query: { style: '2' }, body: { kind: 'raw' } },
        images: { formats: [{ format: 'webp' }] },
      },
    });
    expect(written()).toContain('# From api.json: stylize, POST /stylize.');
    expect(said.stderr).toContain('note: the operation wants token, and no secret is sent');
  });

  test('the written scenario says in its dry run what is sent', async () => {
    const { context, written: said } = testHost(folder);
    await init(context, { ...plain, openapi, target: 'lab' });
    const argv = {
      ...{
        file: plain.file,
        keep: false,
        repeat: 1,
        reporter: [],
        yes: false,
        ignore: [],
        reports: 'reports',
      },
      output: 'text' as const,
      dryRun: true,
    };
    expect(await run(context, argv)).toBe(0);
    expect(said.stdout).toContain('request: POST /stylize, the image as it is; served: 200, image');
  });

  test.for([
    [{ openapi: 'none.yaml' }, 'none.yaml cannot be read'],
    [{ operation: 'paint' }, '--operation needs --openapi FILE'],
    [{ openapi, param: ['style'] }, '--param is "style", expected name=value'],
    [
      { openapi, operation: 'paint' },
      'no operation "paint" takes an image; found:\n  stylize  POST /stylize',
    ],
  ] as const)('refuses before anything is written: %o', async ([flags, message]) => {
    const refused = init(testHost(folder).context, { ...plain, ...flags });
    await expect(refused).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining(message) });
    expect(() => written()).toThrow('ENOENT');
  });
});

describe('on a terminal', () => {
  test('asks for what the flags did not say, again where the answer does not fit', async () => {
    await init(terminal(['twin', '0', '2', '', '35', '9']), { ...plain, max: 6 });
    const { scenario } = readScenario(written(), plain.file);
    expect(scenario).toMatchObject({ target: 'twin', hpa: { minReplicas: 2, maxReplicas: 6 } });
    expect(scenario.hpa.metric.averageValue).toBe('20');
    expect(scenario.load.stages[1]).toMatchObject({ rate: 35 });
  });

  test('keeps the defaults where the input ends', async () => {
    await init(terminal(['lab']), plain);
    expect(readScenario(written(), plain.file).scenario.hpa.maxReplicas).toBe(10);
  });
});

test('writes over nothing unless it is told to, and what is invalid is refused before anything is written', async () => {
  const { context } = testHost(folder);
  writeFileSync(join(folder, 'mine.yaml'), 'mine');
  await expect(init(context, { ...plain, file: 'mine.yaml' })).rejects.toThrow('mine.yaml is there already');
  expect(written('mine.yaml')).toBe('mine');
  await expect(init(context, { ...plain, min: 5, max: 2 })).rejects.toMatchObject({ code: 'usage' });
  expect(() => written()).toThrow('ENOENT');
  expect(await init(context, { ...plain, file: 'mine.yaml', force: true })).toBe(0);
});

describe('from a cluster', () => {
  const metrics = [
    {
      type: 'Pods',
      pods: { metric: { name: 'gpu_duty' }, target: { type: 'AverageValue', averageValue: '60' } },
    },
  ];
  const hpa = (spec: object) => ({
    metadata: { name: 'painter-scaling' },
    spec: {
      scaleTargetRef: { kind: 'Deployment', name: 'painter' },
      minReplicas: 2,
      maxReplicas: 7,
      ...spec,
    },
  });
  const deployment = {
    metadata: { name: 'painter' },
    spec: {
      selector: { matchLabels: { app: 'painter' } },
      template: {
        spec: {
          terminationGracePeriodSeconds: 45,
          containers: [{ name: 'serving', resources: { limits: { 'nvidia.com/gpu': '2' } } }],
        },
      },
    },
  };
  const service = (name: string) => ({ metadata: { name }, spec: { selector: { app: 'painter' } } });

  const serves = (kind: string, name: string) => ({ resources: [{ kind, name, namespaced: true }] });
  /** What the API server says that it serves. */
  const API: Readonly<Record<string, object>> = {
    '/apis/autoscaling/v2': serves('HorizontalPodAutoscaler', 'horizontalpodautoscalers'),
    '/apis/apps/v1': serves('Deployment', 'deployments'),
    '/api/v1': serves('Service', 'services'),
  };

  /** A cluster that holds these objects. */
  async function cluster(objects: Readonly<Record<string, object>>, argv: Partial<InitArguments> = {}) {
    const server = await startFakeApiServer(({ path }, response) => {
      const found =
        API[path] ?? objects[path.split('/').slice(-2).join('/')] ?? objects[path.split('/').at(-1)!];
      response.statusCode = found === undefined ? 404 : 200;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(found ?? { kind: 'Status', reason: 'NotFound', message: 'not found' }));
    });
    try {
      writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
      const context = /current-context: (\S+)/.exec(server.kubeconfig)?.[1] ?? 'fake';
      const asked = { ...plain, fromCluster: true, kubeconfig: 'kubeconfig', context, namespace: 'vision' };
      await init(testHost(folder).context, { ...asked, hpa: 'painter-scaling', ...argv });
      expect(server.asked.every(({ method }) => method === 'GET')).toBe(true);
    } finally {
      await server.stop();
    }
  }
  const behavior = {
    scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 4, periodSeconds: 60 }] },
    scaleDown: { stabilizationWindowSeconds: 120, selectPolicy: 'Max' },
  };
  const whole = {
    'horizontalpodautoscalers/painter-scaling': hpa({ metrics, behavior }),
    'deployments/painter': deployment,
    services: {
      kind: 'ServiceList',
      apiVersion: 'v1',
      items: [service('painter-front'), { metadata: { name: 'kubernetes' } }],
    },
  };

  test('takes over the HPA, its Deployment and the Service that selects its pods, and changes nothing', async () => {
    await cluster(whole);
    const { scenario } = readScenario(written(), plain.file);
    expect(scenario).toMatchObject({
      target: 'cluster',
      existing: {
        namespace: 'vision',
        deployment: 'painter',
        service: 'painter-front',
        hpa: 'painter-scaling',
      },
      hpa: { minReplicas: 2, maxReplicas: 7, metric: { name: 'gpu_duty', averageValue: '60' }, behavior },
      workload: { gpusPerPod: 2, terminationGrace: 45_000 },
    });
    expect(makePlan(scenario, PROFILES.realtime).warnings).toEqual([]);
  });

  test.for([
    [{}, 'there is no HPA vision/painter-scaling', 'There is none'],
    [
      {
        ...whole,
        'horizontalpodautoscalers/painter-scaling': hpa({
          metrics: [{ type: 'Resource', resource: { name: 'cpu' } }],
        }),
      },
      'scales on cpu, not on a Pods metric',
      'averageValue',
    ],
    [
      { ...whole, services: { kind: 'ServiceList', apiVersion: 'v1', items: [service('a'), service('b')] } },
      'a, b select the pods',
      '--service',
    ],
    [
      { ...whole, services: { kind: 'ServiceList', apiVersion: 'v1', items: [] } },
      'no Service selects the pods',
      '--service',
    ],
  ] as const)('says what is missing: %#', async ([objects, said, hint]) => {
    const lists = { horizontalpodautoscalers: { kind: 'HorizontalPodAutoscalerList', items: [] } };
    await expect(cluster({ ...lists, ...objects })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(said),
      hint: expect.stringContaining(hint),
    });
    expect(() => written()).toThrow('ENOENT');
  });

  test('takes the Service that the flag names, and guesses no context', async () => {
    await cluster(
      { ...whole, services: { kind: 'ServiceList', apiVersion: 'v1', items: [service('a'), service('b')] } },
      { service: 'b' },
    );
    expect(readScenario(written(), plain.file).scenario.existing?.service).toBe('b');
    await expect(
      init(testHost(folder).context, { ...plain, file: 'x.yaml', fromCluster: true }),
    ).rejects.toThrow('none is guessed');
  });
});
