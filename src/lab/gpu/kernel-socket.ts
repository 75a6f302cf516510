import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { KernelResult } from './device.ts';

/** What a kernel socket needs from the GPUs behind it. */
export interface KernelDoor {
  /** Puts a kernel on a GPU; returns how to take it back, or why it was refused. */
  launch(gpu: string, ms: number, settle: (result: KernelResult) => void): { cancel(): void } | string;
  onOpen(): void;
  onClose(): void;
}

/** The unix socket through which the processes of one pod reach their GPUs. */
export interface KernelSocket {
  readonly path: string;
  close(): void;
}

interface LaunchRequest {
  readonly id: number;
  readonly gpu: string;
  readonly ms: number;
}

/** Opens a kernel socket: newline-delimited JSON, `{id, launch: {gpu, ms}}` in, `{id, done, queuedMs}` or `{id, error}` out. */
export async function openKernelSocket(path: string, door: KernelDoor): Promise<KernelSocket> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveConnection(socket, door);
  });
  rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return {
    path,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      rmSync(path, { force: true });
    },
  };
}

function serveConnection(socket: Socket, door: KernelDoor): void {
  const launched = new Set<{ cancel(): void }>();
  let rest = '';
  door.onOpen();
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.once('close', () => {
    for (const kernel of launched) kernel.cancel();
    door.onClose();
  });
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') launchLine(socket, line, door, launched);
  });
}

function launchLine(socket: Socket, line: string, door: KernelDoor, launched: Set<{ cancel(): void }>): void {
  const answer = (message: object) => {
    if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
  };
  const request = parseLaunch(line);
  if (typeof request === 'string') {
    answer({ id: 0, error: request });
    return;
  }
  const kernel = door.launch(request.gpu, request.ms, (result) => {
    if (typeof kernel === 'object') launched.delete(kernel);
    answer('error' in result ? { id: request.id, ...result } : { id: request.id, done: true, ...result });
  });
  if (typeof kernel === 'string') answer({ id: request.id, error: kernel });
  else launched.add(kernel);
}

function parseLaunch(line: string): LaunchRequest | string {
  let value: { id?: unknown; launch?: { gpu?: unknown; ms?: unknown } };
  try {
    value = JSON.parse(line);
  } catch (error) {
    return `not a JSON line: ${errorText(error)}`;
  }
  const { id, launch } = value ?? {};
  if (typeof id !== 'number') return 'a launch needs a numeric "id"';
  if (typeof launch?.gpu !== 'string' || typeof launch.ms !== 'number' || !(launch.ms >= 0)) {
    return 'a launch needs "launch": {"gpu": "GPU-...", "ms": milliseconds}';
  }
  return { id, gpu: launch.gpu, ms: launch.ms };
}
