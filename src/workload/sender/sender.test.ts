import { describe, expect, it } from 'vitest';
import type { Deployment, KubeObject } from '../../kube/objects.ts';
import { type ScenarioFile, scenarioSchema } from '../../scenario/schema.ts';
import { buildAnchor, ownedBy } from '../serving.ts';
import { buildLoadJob } from './load-job.ts';
import { buildPlayMaps, type PlayFile, playVolume } from './play-volume.ts';
import { buildPress } from './press.ts';

function partsOf(load: Partial<ScenarioFile['load']>) {
  const scenario = scenarioSchema.parse({
    name: 'sent',
    load: { kind: 'press', stages: [{ kind: 'hold', name: 'hold', rate: 1, duration: '1s' }], ...load },
    assertions: [{ kind: 'noRequestLost' }],
  });
  return { scenario, runId: 'run-1' };
}

const address = { serverIp: '10.96.0.7:5000', sheetFile: 'play-sheet.json' };
const file = (path: string, length: number): PlayFile => ({ path, bytes: new Uint8Array(length) });
const files = [
  file('play-sheet.json', 500),
  file('corpus/000.jpeg', 900_000),
  file('corpus/001.png', 800_000),
];

interface Container {
  readonly image: string;
  readonly args?: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

function containerOf(object: KubeObject): Container {
  const { template } = (object as Deployment).spec;
  return template!.spec.containers[0] as unknown as Container;
}

describe('S13: the press as a Deployment', () => {
  const parts = partsOf({ press: { batchSize: 4, totalSize: 100 }, sender: { env: { EXTRA: '1' } } });
  const press = buildPress(parts, ownedBy(buildAnchor(parts)), address, files);

  it('stands there with no replica, under the name of the walk-through', () => {
    expect(press).toMatchObject({ metadata: { name: 'fast-style-transfer-press' }, spec: { replicas: 0 } });
    expect(press.metadata.labels).toMatchObject({ 'scaleproof.dev/run-id': 'run-1' });
  });

  it('is told SERVER_IP, BATCH_SIZE and TOTAL_SIZE, and what the scenario adds', () => {
    expect(Object.fromEntries(containerOf(press).env.map(({ name, value }) => [name, value]))).toEqual({
      SERVER_IP: '10.96.0.7:5000',
      BATCH_SIZE: '4',
      TOTAL_SIZE: '100',
      PLAY_SHEET: '/scaleproof/play/play-sheet.json',
      EXTRA: '1',
    });
  });

  it('asks for no GPU and no right of the API server', () => {
    expect(JSON.stringify(press)).not.toContain('nvidia.com/gpu');
    expect(press).toMatchObject({ spec: { template: { spec: { automountServiceAccountToken: false } } } });
  });
});

it('S13: k6 as a Job waits suspended, runs once, and ends by itself', () => {
  const parts = partsOf({ kind: 'job', sender: { image: 'registry.example/k6' } });
  const k6 = { args: ['run', 'script.ts'], mostSeconds: 90, env: {} };
  const job = buildLoadJob(parts, ownedBy(buildAnchor(parts)), address, files, k6);
  expect(job).toMatchObject({
    kind: 'Job',
    spec: { suspend: true, backoffLimit: 0, activeDeadlineSeconds: 90 },
  });
  expect(containerOf(job)).toMatchObject({ image: 'registry.example/k6', args: ['run', 'script.ts'] });
});

describe('the files of a sender', () => {
  const parts = partsOf({});
  const owner = ownedBy(buildAnchor(parts));

  it('are shared out to ConfigMaps that hold them, and joined to one folder again', () => {
    const maps = buildPlayMaps(parts, owner, files);
    expect(maps.map(({ metadata }) => metadata.name)).toEqual([
      'fast-style-transfer-press-play-0',
      'fast-style-transfer-press-play-1',
    ]);
    expect(Object.keys(maps[1]!.binaryData as object)).toEqual(['corpus_001.png']);
    expect(playVolume(parts, files)).toMatchObject({
      projected: {
        sources: [
          { configMap: { items: [{ path: 'play-sheet.json' }, { path: 'corpus/000.jpeg' }] } },
          { configMap: { items: [{ key: 'corpus_001.png', path: 'corpus/001.png' }] } },
        ],
      },
    });
  });

  it('that no ConfigMap holds are refused with what to do', () => {
    expect(() => buildPlayMaps(parts, owner, [file('entries.json', 1_100_000)])).toThrow(
      'entries.json of the load has 1100000 bytes',
    );
  });
});
