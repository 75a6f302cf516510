import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { systemClock } from '../clock/system-clock.ts';
import { systemFiles as files } from '../host/files.ts';
import { defaultCacheFolder } from '../lab/lab-folder.ts';
import { buildToolchain } from '../lab/toolchain/toolchain.ts';

/** The real Prometheus of the toolchain, built if it is not there. */
export async function findPrometheus(): Promise<string> {
  const { binaries } = await buildToolchain({
    cacheFolder: defaultCacheFolder(process.env, homedir()),
    platform: process.platform,
    cpus: availableParallelism(),
    files,
    clock: systemClock,
    signal: new AbortController().signal,
    onProgress: () => {},
    only: ['prometheus'],
  });
  return binaries.prometheus!;
}

/** Starts it on loopback with a web configuration (TLS, users) and nothing to scrape; resolves when it is ready. */
export async function startRealPrometheus(
  binary: string,
  web: object,
  more: { readonly flags?: readonly string[]; readonly config?: object } = {},
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'scaleproof-prometheus-'));
  writeFileSync(join(folder, 'web.yml'), stringify(web));
  writeFileSync(
    join(folder, 'prometheus.yml'),
    stringify({ global: { scrape_interval: '7s' }, ...more.config }),
  );
  const port = await freePort();
  const child = spawn(
    binary,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--web.config.file=${join(folder, 'web.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      ...(more.flags ?? []),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true });
  };
  const said: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    said.push(line);
    if (line.includes('ready to receive web requests')) {
      child.stderr.resume();
      return { port, stop };
    }
  }
  await stop();
  throw new Error(`Prometheus did not start:\n${said.join('\n')}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, 'close');
  return port;
}
