import type { Duplex } from 'node:stream';

/** Remembers what TLS said last on the connections to one server. */
export interface AlertListener {
  /** Listens to a connection. */
  listenTo(connection: Duplex): void;
  /** What a connection was closed for in TLS's own words, once; the error itself where none was heard. */
  reasonOf(error: unknown): unknown;
}

/**
 * With TLS 1.3 a server refuses a client certificate after the handshake: the HTTP library then only says that the other
 * side has closed, while the connection was told why.
 */
export function hearAlerts(): AlertListener {
  let heard: unknown;
  return {
    listenTo: (connection) => {
      connection.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code?.startsWith('ERR_SSL')) heard = error;
      });
    },
    reasonOf: (error) => {
      const closed = error instanceof Error && Reflect.get(error, 'code') === 'UND_ERR_SOCKET';
      const reason = closed && heard !== undefined ? heard : error;
      heard = undefined;
      return reason;
    },
  };
}
