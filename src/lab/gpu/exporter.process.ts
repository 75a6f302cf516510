import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { systemClock } from '../../clock/system-clock.ts';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { ExporterKind } from '../../metric/profile.ts';
import { FORMATS } from './formats/index.ts';
import { readInterval } from './readings.ts';
import { readSnapshots } from './snapshot-socket.ts';

// An emulated exporter, a process of its own: it takes dcgm-exporter's flags and environment, reads the devices of its
// node every interval and answers scrapes from what it read last, in the text of the vendor that GPU_EXPORTER names.

/** As long as an NVML sample: how soon after its start the exporter has a first value. */
const FIRST_LOOK_MS = 167;

const { values: flags } = parseArgs({
  strict: false,
  options: {
    'collect-interval': { type: 'string', short: 'c' },
    address: { type: 'string', short: 'a' },
    kubernetes: { type: 'boolean', short: 'k' },
    collectors: { type: 'string', short: 'f' },
  },
});
const env = process.env;
const kind = (env.GPU_EXPORTER ?? 'dcgm') as ExporterKind;
const format = FORMATS[kind];
const socketPath = env.GPU_SNAPSHOT_SOCKET ?? '';
const node = env.GPU_NODE ?? '';
const intervalMs = Number(
  flags['collect-interval'] ?? env.DCGM_EXPORTER_INTERVAL ?? env.GPU_COLLECT_INTERVAL_MS ?? 30_000,
);
const options = {
  hostname: env.NODE_NAME ?? env.HOSTNAME ?? node,
  mapPods: kind !== 'dcgm' || flags.kubernetes === true || env.DCGM_EXPORTER_KUBERNETES === 'true',
  virtualGpus: env.KUBERNETES_VIRTUAL_GPUS === 'true',
};
const [, host = '', port = '9400'] =
  /^(.*):(\d+)$/.exec(String(flags.address ?? env.DCGM_EXPORTER_LISTEN ?? ':9400')) ?? [];

let metrics = '';
let healthy = true;

async function collectForEver(): Promise<never> {
  let before = await readSnapshots(socketPath, node, 5000);
  for (let wait = Math.min(FIRST_LOOK_MS, intervalMs); ; wait = intervalMs) {
    await systemClock.sleep(wait);
    try {
      const after = await readSnapshots(socketPath, node, 5000);
      metrics = format.render(readInterval(before, after), { ...options, at: after.at });
      before = after;
      healthy = true;
    } catch (error) {
      // Without its devices an exporter has no values: none is true, an old one would not be.
      metrics = '';
      healthy = false;
      log(`cannot collect: ${errorText(error)}`);
    }
  }
}

function log(message: string): void {
  process.stderr.write(`${message}\n`);
}

const server = createServer((request, response) => {
  if (request.url === '/metrics') {
    response.setHeader('content-type', 'text/plain; charset=utf-8').end(metrics);
  } else if (request.url === format.healthPath) {
    response
      .writeHead(healthy ? 200 : 503, { 'content-type': 'text/plain' })
      .end(healthy ? 'KO' : 'no devices');
  } else {
    response.writeHead(404).end();
  }
});
server.on('error', (error) => {
  log(`cannot listen on ${host}:${port}: ${error.message}`);
  process.exit(1);
});
process.on('SIGTERM', () => process.exit(0));

collectForEver().catch((error) => {
  log(`no devices: ${errorText(error)}`);
  process.exit(1);
});
server.listen(Number(port), host === '' ? '127.0.0.1' : host, () =>
  log(`GPU metrics of ${node} on ${host}:${port}, collected every ${intervalMs} ms`),
);
