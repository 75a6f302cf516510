import { randomBytes } from 'node:crypto';
import { availableParallelism, homedir } from 'node:os';
import { systemFiles } from './files.ts';
import type { Host, Output } from './host.ts';

/** The real machine; made once, in `cli/`. */
export function systemHost(): Host {
  return {
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    homeFolder: homedir(),
    pid: process.pid,
    platform: process.platform,
    cpus: availableParallelism(),
    get stdin() {
      return process.stdin.setEncoding('utf8') as AsyncIterable<string>;
    },
    isAsking: process.stdin.isTTY === true,
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    files: systemFiles,
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    interrupted: interruptSignal(),
  };
}

function output(stream: NodeJS.WriteStream): Output {
  let broken: Error | undefined;
  let isHeard = false;
  const hear = () => {
    if (isHeard) return;
    isHeard = true;
    // Unheard, the first text that nobody takes would end the process: a verdict lost, a cluster not cleaned up.
    stream.on('error', (error) => {
      broken ??= error;
    });
  };
  return {
    write: (text) => {
      hear();
      if (broken === undefined) stream.write(text);
    },
    drained: async () => {
      hear();
      if (broken === undefined) await handOver(stream);
      if (broken !== undefined) throw broken;
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

async function handOver(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.write('', (error) => (error ? reject(error) : resolve()));
  });
}

function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => controller.abort(new Error(`interrupted by ${name}`)));
  }
  return controller.signal;
}
