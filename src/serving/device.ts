import { createConnection, type Socket } from 'node:net';

/** The GPUs of a pod, reached through the socket of their node. */
export interface Device {
  /** Runs a kernel of `ms` device time on a GPU; resolves when it has run, with its wait in the GPU's own queue. */
  launch(gpu: string, ms: number, signal?: AbortSignal): Promise<{ readonly queuedMs: number }>;
  close(): void;
}

interface Launched {
  readonly resolve: (done: { readonly queuedMs: number }) => void;
  readonly reject: (error: Error) => void;
}

interface Connection {
  readonly socket: Socket;
  readonly launched: Map<number, Launched>;
}

/** Connects to the device socket on the first launch, and again after the connection was lost. */
export function openDevice(socketPath: string): Device {
  let connection: Connection | undefined;
  let nextId = 1;
  const current = (): Connection => {
    connection ??= connect(socketPath, () => {
      connection = undefined;
    });
    return connection;
  };
  return {
    launch: (gpu, ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const { socket, launched } = current();
        const id = nextId++;
        launched.set(id, { resolve, reject });
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        socket.write(`${JSON.stringify({ id, launch: { gpu, ms } })}\n`);
      }),
    close: () => connection?.socket.destroy(),
  };
}

function connect(socketPath: string, onLost: () => void): Connection {
  const socket = createConnection(socketPath);
  const launched = new Map<number, Launched>();
  let reason = 'the device closed the connection';
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') settle(launched, line);
  });
  socket.on('error', (error) => {
    reason = error.message;
  });
  socket.on('close', () => {
    onLost();
    const error = new Error(`GPU device at ${socketPath} was lost: ${reason}`);
    for (const one of launched.values()) one.reject(error);
    launched.clear();
  });
  return { socket, launched };
}

function settle(launched: Map<number, Launched>, line: string): void {
  const answer = JSON.parse(line) as { id: number; queuedMs?: number; error?: string };
  const one = launched.get(answer.id);
  launched.delete(answer.id);
  if (answer.error === undefined) one?.resolve({ queuedMs: answer.queuedMs ?? 0 });
  else one?.reject(new Error(`GPU device refused the kernel: ${answer.error}`));
}
