import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** New connections are taken for this long after the signal: some were routed here before the endpoint left. */
const LISTEN_MS = 500;
/** An open connection that stays silent for this long is closed; sooner would race with a client that uses it again. */
const SILENCE_MS = 3000;
const POLL_MS = 25;

/**
 * Stops a server so that nothing that reached it is lost: connections that are open may still send, get their answer
 * with `Connection: close`, and the rest is closed when silent. `depth` counts the requests in work.
 */
export async function drainServer(server: Server, depth: () => number): Promise<void> {
  const opened = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
  let quietSince = performance.now();
  const startedAt = quietSince;
  while (true) {
    const now = performance.now();
    if (depth() > 0) quietSince = now;
    // Not `server.close()`: an HTTP server's own close cuts idle connections off at once.
    if (server.listening && now - startedAt >= LISTEN_MS) NetServer.prototype.close.call(server);
    if (depth() === 0 && !server.listening) {
      if ((await opened()) === 0) return;
      if (now - quietSince >= SILENCE_MS) break;
    }
    await delay(POLL_MS);
  }
  // A request that is still arriving keeps its connection; the pod's termination grace period is the deadline.
  server.closeIdleConnections();
  while ((await opened()) > 0) await delay(POLL_MS);
}
