import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import { PrometheusError } from './prometheus-error.ts';
import type { TlsMaterial } from './tls.ts';

/** Whom a request did not reach, and with what it was sent. */
interface Asked {
  readonly name: string;
  readonly tls?: Pick<TlsMaterial, 'ca' | 'cert' | 'caFile' | 'certFile' | 'serverName'>;
}

type Explain = (asked: Asked, said: string) => { readonly says: string; readonly hint: string };

/** An error of the HTTP library or of TLS as one of ours, which says which file is at fault and what to do. */
export function explainNoAnswer(error: unknown, asked: Asked): unknown {
  if (error instanceof ScaleproofError || isAbort(error)) return error;
  const said = errorText(error) || codeOf(error) || 'no reason given';
  const code = codeOf(error);
  const explain = TLS.find(([pattern]) => pattern.test(`${code} ${said}`))?.[1];
  if (explain !== undefined) {
    const { says, hint } = explain(asked, said);
    return new PrometheusError('tls', `${asked.name}: ${says}`, { hint, cause: error });
  }
  const named = code === '' || said.includes(code) ? said : `${said} (${code})`;
  return new PrometheusError('network', `${asked.name} was not reached: ${named}`, { cause: error });
}

/** How Node's TLS names what is wrong, with what it means here; the first that fits counts. */
const TLS: readonly (readonly [RegExp, Explain])[] = [
  [/ALTNAME_INVALID/, wrongName],
  [
    /CERT_HAS_EXPIRED/,
    () => ({
      says: "the server's certificate, or one that signed it, has expired",
      hint: 'renew the certificate of the server; it cannot be let through',
    }),
  ],
  [
    /CERT_NOT_YET_VALID/,
    () => ({
      says: "the server's certificate is not valid yet",
      hint: 'compare the clock of this machine with that of the server',
    }),
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|CERT_(SIGNATURE_FAILURE|UNTRUSTED|REJECTED)|INVALID_CA/,
    unknownAuthority,
  ],
  [/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE/i, noClientCertificate],
  [/ALERT_|alert (bad|unknown|unsupported|certificate)/i, refusedClientCertificate],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/,
    () => ({
      says: 'it does not speak TLS on that port',
      hint: 'write http:// if this Prometheus serves without TLS, or name its TLS port',
    }),
  ],
];

function wrongName({ tls }: Asked, said: string): { says: string; hint: string } {
  const wanted = tls?.serverName === undefined ? '' : ' (`tls.serverName` names it)';
  return {
    says: `the server's certificate is for another name${wanted}: ${said}`,
    hint: 'ask it by a name that its certificate bears, or say that name with `tls.serverName`',
  };
}

function unknownAuthority({ tls }: Asked, said: string): { says: string; hint: string } {
  const by = tls?.caFile === undefined ? "this machine's authorities" : `the authorities of ${tls.caFile}`;
  const hint =
    tls?.caFile === undefined
      ? "name the CA that signed the server's certificate: `tls.caFile`, or --prometheus-ca"
      : `put the CA that signed the server's certificate into ${tls.caFile}`;
  return { says: `the server's certificate is not signed by ${by}: ${said}`, hint };
}

function noClientCertificate(asked: Asked, said: string): { says: string; hint: string } {
  if (asked.tls?.cert !== undefined) return refusedClientCertificate(asked, said);
  return {
    says: 'it wants a client certificate, and none was shown',
    hint: 'name one with its key: `tls.certFile` and `tls.keyFile`, or --prometheus-cert and --prometheus-key',
  };
}

function refusedClientCertificate({ tls }: Asked, said: string): { says: string; hint: string } {
  const which =
    tls?.certFile === undefined ? 'the client certificate' : `the client certificate ${tls.certFile}`;
  return {
    says: `it does not accept ${which}: ${alertIn(said)}`,
    hint: 'check that it has not expired and that the CA which signed it is the one that Prometheus asks for (client_ca_file)',
  };
}

/** OpenSSL puts its whole call stack into the message. */
function alertIn(said: string): string {
  return /(?:tls|ssl)v\w+ alert [^:]+/i.exec(said)?.[0] ?? said.trim();
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}
