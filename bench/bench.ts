import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { type Figure, row } from './figures.ts';
import { measureHpa } from './hpa.ts';
import { measureLab } from './lab.ts';
import { measurePage } from './page.ts';
import { runProgram } from './program.ts';
import { measureReports } from './reports.ts';
import { measureTwin } from './twin.ts';

/** Parts of the bench by name; `npm run bench -- start lab` runs some of them. */
const PARTS: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  start: measureStart,
  hpa: measureHpa,
  twin: measureTwin,
  reports: measureReports,
  page: measurePage,
  lab: measureLab,
  load: measureLoad,
  main: measureMain,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0)
  throw new Error(`no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
console.log(`${cpus().length} cores, node ${process.version}, load average ${loadavg()[0]?.toFixed(2)}`);
for (const [name, measure] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  for (const figure of await measure()) console.log(row(figure));
}

async function measureStart(): Promise<readonly Figure[]> {
  const time = async (args: readonly string[]) => {
    const values: number[] = [];
    for (let i = 0; i < 12; i++) values.push((await runProgram(args)).tookMs);
    // The first ones read the files from disk.
    return values.slice(2);
  };
  return [
    { name: 'scaleproof --help', unit: 'ms', bound: 200, values: await time(['--help']) },
    {
      name: 'scaleproof validate',
      unit: 'ms',
      bound: 400,
      values: await time(['validate', 'scenarios/fast-style-transfer.yaml']),
    },
  ];
}

async function measureLoad(): Promise<readonly Figure[]> {
  const rateError: number[] = [];
  const lagP50: number[] = [];
  const lagP99: number[] = [];
  const latency: number[] = [];
  for (let i = 0; i < 3; i++) {
    const ended = await runProgram(['run', 'bench/fixed-replicas.yaml', '--keep', '-o', 'json']);
    const result = JSON.parse(ended.stdout) as {
      load: {
        stages: {
          askedRate: number;
          achievedRate: number;
          lagP50Ms: number;
          lagP99Ms: number;
          latencyP95Ms: number;
        }[];
      };
    };
    for (const stage of result.load.stages) {
      rateError.push((Math.abs(stage.achievedRate - stage.askedRate) / stage.askedRate) * 100);
      lagP50.push(stage.lagP50Ms);
      lagP99.push(stage.lagP99Ms);
      latency.push(stage.latencyP95Ms);
    }
  }
  await runProgram(['lab', 'down']);
  return [
    { name: 'achieved against asked, 50 img/s, 10 replicas, 96 px', unit: '%', bound: 1, values: rateError },
    { name: 'send lag p50', unit: 'ms', values: lagP50 },
    { name: 'send lag p99', unit: 'ms', values: lagP99 },
    { name: 'latency p95 from intended start', unit: 'ms', values: latency },
  ];
}

async function measureMain(): Promise<readonly Figure[]> {
  const values: number[] = [];
  for (let i = 0; i < 3; i++) {
    const ended = await runProgram(['run', 'scenarios/fast-style-transfer.yaml']);
    if (ended.code !== 0)
      throw new Error(`the main run ended with ${ended.code}: ${ended.stderr.slice(-2000)}`);
    values.push(ended.tookMs / 1000);
  }
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: { start: string } };
  return [{ name: 'main run, warm, lab up to lab down', unit: 's', bound: 120, values, note: scripts.start }];
}
