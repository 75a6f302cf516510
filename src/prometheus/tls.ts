/** What TLS is done with; PEM. A server is always verified: by `ca` alone where it is given, else by the system's. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Name that the server's certificate must bear, where it is not the host of the URL. */
  readonly serverName?: string;
  /** Files that they come from, for messages. */
  readonly caFile?: string;
  readonly certFile?: string;
}

/** What undici and node:tls call the material. */
export function tlsOptions(tls: TlsMaterial | undefined) {
  return {
    ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls?.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls?.key === undefined ? {} : { key: tls.key }),
    ...(tls?.serverName === undefined ? {} : { servername: tls.serverName }),
  };
}
