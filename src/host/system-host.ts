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
  return {
    write: (text) => void stream.write(text),
    drained: () => drained(stream),
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

async function drained(stream: NodeJS.WriteStream): Promise<void> {
  // Without a listener a reader that has gone away would end the process before the promise could say so.
  if (stream.listenerCount('error') === 0) stream.on('error', () => undefined);
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
