import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { DRAIN } from './drain-times.ts';

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
    if (server.listening && now - startedAt >= DRAIN.listen) NetServer.prototype.close.call(server);
    if (depth() === 0 && !server.listening) {
      if ((await opened()) === 0) return;
      if (now - quietSince >= DRAIN.silence) break;
    }
    await delay(DRAIN.look);
  }
  // A request that is still arriving keeps its connection; the pod's termination grace period is the deadline.
  server.closeIdleConnections();
  while ((await opened()) > 0) await delay(DRAIN.look);
}
