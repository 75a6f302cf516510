import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemFiles } from '../host/files.ts';
import { formatFault } from './fault.ts';
import { checkScenario, readScenario } from './load-scenario.ts';

const GOOD = `name: good
load:
  stages:
    - { kind: hold, name: steady, rate: 6, duration: 30s }
assertions:
  - { kind: scalesOut, atLeast: 4 }
`;

/** All faults of a text, as a reader sees them. */
function faultsOf(text: string): readonly string[] {
  const reading = checkScenario(text, 'a.yaml');
  return reading.ok ? [] : reading.faults.map(formatFault);
}

/** The good scenario with one piece of text replaced. */
function broken(piece: string, by: string): readonly string[] {
  expect(GOOD).toContain(piece);
  return faultsOf(GOOD.replace(piece, by));
}

it('fills every default in and turns durations into milliseconds', () => {
  const { scenario } = readScenario(GOOD, 'a.yaml');
  expect(scenario).toMatchObject({
    target: 'lab',
    hpa: { minReplicas: 1, maxReplicas: 10, metric: { name: 'DCGM_FI_DEV_GPU_UTIL', averageValue: '20' } },
    workload: { readinessPeriod: 1000, startupBudget: 30_000, terminationGrace: 30_000, preStopSleep: 2000 },
    load: { timeout: 10_000, stages: [{ duration: 30_000 }] },
    pipeline: { queryWindow: 0 },
  });
});

it('lets the command line set target, context and seed over the file', () => {
  const text = `${GOOD}workload: { image: registry.example/painter }\n`;
  const reading = checkScenario(text, 'a.yaml', { target: 'cluster', context: 'kind', seed: 7 });
  expect(reading).toMatchObject({ ok: true, scenario: { target: 'cluster', context: 'kind', seed: 7 } });
});

it('reports all faults of a file at once, in its order, and throws them as a usage error', () => {
  const text = GOOD.replace('name: good', 'nam: good\ntarget: lba')
    .replace('6', '-6')
    .replace('scalesOut', 'scaleOut');
  expect(faultsOf(text)).toEqual([
    'a.yaml:1:1: name: missing; expected a text',
    'a.yaml:1:1: nam: unknown key "nam"; did you mean "name"?',
    'a.yaml:2:9: target: expected one of lab, cluster, twin, found "lba"; did you mean "lab"?',
    'a.yaml:5:41: load.stages[0].rate: expected a number of at least 0, found -6',
    expect.stringMatching(
      /^a\.yaml:7:13: assertions\[0\]\.kind: .*found "scaleOut"; did you mean "scalesOut"\?$/,
    ),
  ]);
  expect(() => readScenario(text, 'a.yaml')).toThrow(expect.objectContaining({ code: 'usage' }));
  expect(() => readScenario(text, 'a.yaml')).toThrow(/^a\.yaml has 5 faults:\n {2}a\.yaml:1:1: name/);
});

describe('a single fault', () => {
  it.each([
    [
      'name: good',
      'name: Good',
      'a.yaml:1:7: name: expected a DNS label: lower-case letters, digits and dashes, at most 63, found "Good"',
    ],
    [
      '30s',
      '30',
      'a.yaml:4:54: load.stages[0].duration: expected a duration such as 500ms, 30s or 1m30s, found 30; did you mean 30s?',
    ],
    ['30s', '0s', 'a.yaml:4:54: load.stages[0].duration: expected more than 0, found 0'],
    [
      'atLeast: 4',
      'atleast: 4',
      'a.yaml:6:24: assertions[0].atleast: unknown key "atleast"; did you mean "atLeast"?',
    ],
    [
      'atLeast: 4',
      'atLeast: 1',
      'a.yaml:6:33: assertions[0].atLeast: expected more than hpa.minReplicas 1, found 1: the run starts there',
    ],
    [
      'atLeast: 4',
      'atLeast: 11',
      'a.yaml:6:33: assertions[0].atLeast: expected at most hpa.maxReplicas 10, found 11',
    ],
    [
      'atLeast: 4',
      'atLeast: 4, exactly: 4',
      'a.yaml:6:36: assertions[0].exactly: expected atLeast or exactly, found both',
    ],
    [
      'name: good',
      'name: good\nhpa: { minReplicas: 11 }',
      'a.yaml:2:21: hpa.minReplicas: expected minReplicas <= maxReplicas, found 11 > 10',
    ],
    [
      'name: good',
      'name: good\nhpa: { metric: { averageValue: 0 } }',
      'a.yaml:2:32: hpa.metric.averageValue: expected more than 0, found 0',
    ],
    [
      'name: good',
      'name: good\ncontext: kind',
      'a.yaml:2:1: context: only with target cluster; lab and twin bring their own',
    ],
    [
      'name: good',
      'name: good\nworkload: { preStopSleep: 30s }',
      'a.yaml:2:27: workload.preStopSleep: expected preStopSleep < terminationGrace: the grace period includes the sleep',
    ],
    [
      'name: good',
      'name: good\nworkload: { readinessPeriod: 500ms }',
      'a.yaml:2:30: workload.readinessPeriod: expected whole seconds of at least 1 as Kubernetes has them, found "500ms"',
    ],
    [
      'name: good',
      'name: good\nworkload: { env: { KERNEL_MS: 150 } }',
      'a.yaml:2:31: workload.env.KERNEL_MS: expected a text, found 150; put it in quotes: "150"',
    ],
    [
      'name: good',
      'name: good\nworkload: { gpusPerPod: 9 }',
      'a.yaml:2:25: workload.gpusPerPod: expected at most gpuNodes.gpusPerNode 8, found 9: no node could hold the pod',
    ],
    [
      'name: good',
      'name: good\nstrikes: [{ kind: kill, component: k6, at: 30s }]',
      'a.yaml:2:44: strikes[0].at: expected a time within the load of 30s, found 30s',
    ],
    [
      'name: good',
      'name: good\nworkload: { startupBudget: 25h }',
      'a.yaml:2:28: workload.startupBudget: expected at most 24h, found "25h"',
    ],
    [
      'name: good',
      'name: good\ntiming: { scrapeInterval: 0s }',
      'a.yaml:2:27: timing.scrapeInterval: expected at least 1ms, found "0s"',
    ],
    [
      'name: good',
      'name: good\nhpa: { maxReplicas: 99999999999 }',
      'a.yaml:2:21: hpa.maxReplicas: expected a number of at most 1000000, found 99999999999',
    ],
    [
      'name: good',
      'name: good\nhpa: { behavior: { scaleUp: { policies: [{ type: Pods, value: 4294967296, periodSeconds: 1 }] } } }',
      'a.yaml:2:63: hpa.behavior.scaleUp.policies[0].value: expected a number of at most 2147483647, found 4294967296',
    ],
    [
      'rate: 6',
      'rate: .nan',
      'a.yaml:4:41: load.stages[0].rate: expected a number from 0 to 10000, found NaN',
    ],
    [
      'rate: 6',
      'rate: 100000',
      'a.yaml:4:41: load.stages[0].rate: expected a number of at most 10000, found 100000',
    ],
  ])('%s -> %s', (piece, by, fault) => {
    expect(broken(piece, by)).toContain(fault);
  });

  it('names a stage that exists already, and one that does not', () => {
    const again = '- { kind: hold, name: steady, rate: 1, duration: 1s }';
    const text = `${GOOD.replace('assertions:', `    ${again}\nassertions:`)}  - { kind: errorRate, stage: stedy, below: 0 }\n`;
    expect(faultsOf(text)).toEqual([
      'a.yaml:5:27: load.stages[1].name: stage "steady" exists already as stages[0]',
      'a.yaml:8:31: assertions[1].stage: no stage is named "stedy"; did you mean "steady"?',
    ]);
  });

  it('S13: wants images of their own for a real cluster, unless it uses what stands there', () => {
    const missing = (path: string) =>
      `missing; a real cluster needs ${path}, an image of your own (docs/images)`;
    expect(faultsOf(`${GOOD}target: cluster\n`.replace('load:', 'load:\n  kind: press'))).toEqual([
      `a.yaml:1:1: workload: ${missing('workload.image')}`,
      `a.yaml:2:1: load: ${missing('load.sender.image')}`,
    ]);
    const existing = 'existing: { namespace: a, deployment: b, service: c, hpa: d }';
    expect(faultsOf(`${GOOD}target: cluster\n${existing}\n`)).toEqual([]);
  });

  it('keeps what belongs to the press to the press, and CPU to one target', () => {
    expect(broken('load:', 'load:\n  press: { batchSize: 2 }')).toEqual([
      'a.yaml:3:3: load.press: only with load.kind press, found k6',
    ]);
    expect(broken('load:', 'load:\n  kind: k6\n  sender: { name: a }')).toEqual([
      'a.yaml:4:3: load.sender: only with load.kind press or job, found k6',
    ]);
    expect(broken('name: good', 'name: good\nhpa: { cpu: {} }')).toEqual([
      'a.yaml:2:8: hpa.cpu: expected one of averageUtilization and averageValue, found none',
    ]);
  });

  it('refuses strikes and too many requests, whatever else holds', () => {
    const image = 'workload: { image: registry.example/painter }';
    const strikes = 'strikes: [{ kind: kill, component: k6, at: 1s }]';
    expect(faultsOf(`${GOOD}target: cluster\n${strikes}\n${image}\n`)).toEqual([
      'a.yaml:8:1: strikes: only with target lab or twin, found target cluster: a cluster is not broken on purpose',
    ]);
    expect(broken('duration: 30s', 'duration: 48h')).toEqual([
      'a.yaml:4:5: load.stages: expected at most 24h of load in all',
      'a.yaml:4:5: load.stages: expected at most 500000 requests in all, found up to 1036800',
      'a.yaml:4:54: load.stages[0].duration: expected at most 24h, found "48h"',
    ]);
  });
});

describe('a text that is no scenario', () => {
  it.each([
    ['', 'a.yaml:1:1: the file is empty; expected a scenario'],
    ['# nothing\n', 'a.yaml:1:1: the file is empty; expected a scenario'],
    ['- a\n- b\n', 'a.yaml:1:1: expected a mapping with name, load and assertions, found a list'],
    ['hello', 'a.yaml:1:1: expected a mapping with name, load and assertions, found a string'],
    ['name: a\n\tload: b', 'a.yaml:2:1: found a tab as indentation, only spaces are allowed'],
    ['name: a\n---\nname: b', 'a.yaml:2:1: a second YAML document begins here; a scenario file holds one'],
    ['name: *nobody', 'a.yaml:1:7: found alias *nobody without an anchor before it'],
  ])('%j', (text, fault) => {
    expect(faultsOf(text)).toContain(fault);
  });

  it('reports a key that is given twice beside the faults of the rest', () => {
    expect(faultsOf(`name: again\n${GOOD}sed: 1\n`)).toEqual([
      'a.yaml:2:1: this key is given twice in the same place; keep one',
      'a.yaml:8:1: sed: unknown key "sed"; did you mean "seed"?',
    ]);
  });

  it('refuses hostile sizes with a fault, not with a crash', () => {
    expect(faultsOf('a'.repeat(300_000))).toEqual([
      'a.yaml:1:1: found 300000 characters, at most 262144 are allowed',
    ]);
    expect(faultsOf('['.repeat(50_000))).toHaveLength(1);
    expect(faultsOf(`a: ${'{a: '.repeat(80)}1${'}'.repeat(80)}`)).toEqual([
      expect.stringMatching(/^a\.yaml:1:\d+: nested deeper than 50 levels$/),
    ]);
    const bomb = [
      'a0: &a0 [x, x]',
      ...Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}x]`),
    ];
    expect(faultsOf(bomb.join('\n')).length).toBeGreaterThan(0);
    expect(faultsOf('__proto__: { name: x }\nconstructor: 1')).toContainEqual(
      expect.stringMatching(/unknown key "__proto__"/),
    );
  });

  it('never throws and always places its faults, whatever the text', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom(...GOOD.split('\n')), fc.json());
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const reading = checkScenario(lines.join('\n'), 'a.yaml');
        if (reading.ok) return;
        expect(reading.faults.length).toBeGreaterThan(0);
        for (const fault of reading.faults)
          expect(Math.min(fault.line, fault.column)).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });
});

it('reads every scenario that is shipped', async () => {
  const files = [
    ...(await systemFiles.list('scenarios')),
    ...(await systemFiles.list('scenarios/broken')).map((f) => `broken/${f}`),
  ];
  const yaml = files.filter((file) => file.endsWith('.yaml'));
  expect(yaml.length).toBeGreaterThanOrEqual(10);
  for (const file of yaml) {
    const { scenario } = readScenario(await systemFiles.readText(`scenarios/${file}`), file);
    expect(file).toMatch(new RegExp(`(^|/)${scenario.name}\\.yaml$`));
    expect(scenario.expect !== undefined, file).toBe(file.startsWith('broken/'));
  }
});
