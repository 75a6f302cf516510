import { createPrivateKey, X509Certificate } from 'node:crypto';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { Instant } from '../../units/instant.ts';

/** A serving certificate with the CA that signed it, all PEM. The CA's key is thrown away once it has signed. */
export interface ServingCertificate {
  readonly caPem: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** What a reader wants to know of a certificate. */
export interface CertificateFacts {
  readonly names: readonly string[];
  readonly endsAt: Instant;
  /** Whole days until then; negative when it has ended. */
  readonly daysLeft: number;
}

/** Stands for a certificate where only the names of objects count. */
export const NO_CERTIFICATE: ServingCertificate = { caPem: '', certificatePem: '', keyPem: '' };

const DAY_MS = 86_400_000;
const VALID_DAYS = 365;
/** A certificate with less than this left is made anew. */
const RENEW_DAYS = 30;
/** Slack for clocks that are behind. */
const SLACK_MS = 3_600_000;
const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
/** X.520's bound of a common name. */
const LONGEST_NAME = 64;

/** Makes a CA and, signed by it, a certificate for a server with those DNS names (row S3); P-256, valid for a year. */
export async function makeServingCertificate(
  dnsNames: readonly string[],
  now: Instant,
): Promise<ServingCertificate> {
  // Loaded when it is needed: a pipeline that stands already needs no new certificate.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const ca = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const server = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const issuer = commonName(`scaleproof CA for ${dnsNames[0] ?? 'nobody'}`);
  const shared = {
    notBefore: new Date(now - SLACK_MS),
    notAfter: new Date(now + VALID_DAYS * DAY_MS),
    signingAlgorithm: P256,
  };
  const caCertificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...shared,
    name: issuer,
    keys: ca,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(ca.publicKey),
    ],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    ...shared,
    issuer,
    subject: commonName(dnsNames[0] ?? 'nobody'),
    publicKey: server.publicKey,
    signingKey: ca.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
      new x509.SubjectAlternativeNameExtension(dnsNames.map((value) => ({ type: 'dns' as const, value }))),
    ],
  });
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', server.privateKey));
  return {
    caPem: pemOf(caCertificate.rawData),
    certificatePem: pemOf(certificate.rawData),
    keyPem: createPrivateKey({ key, format: 'der', type: 'pkcs8' })
      .export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  };
}

function commonName(name: string): { readonly CN: string[] }[] {
  return [{ CN: [name.slice(0, LONGEST_NAME)] }];
}

function pemOf(der: ArrayBuffer): string {
  return new X509Certificate(Buffer.from(der)).toString();
}

/** The first certificate of a PEM text; empty where none can be read. */
export function firstCertificate(pem: string): string {
  try {
    return new X509Certificate(pem).toString();
  } catch {
    // Damaged: then nothing trusts it already.
    return '';
  }
}

/** What a certificate says of itself; `undefined` where it cannot be read. */
export function describeCertificate(
  { certificatePem }: Pick<ServingCertificate, 'certificatePem'>,
  now: Instant,
): CertificateFacts | undefined {
  try {
    const { subjectAltName = '', validTo } = new X509Certificate(certificatePem);
    const endsAt = Date.parse(validTo);
    return {
      names: subjectAltName.split(', ').map((name) => name.replace(/^DNS:/, '')),
      endsAt,
      daysLeft: Math.floor((endsAt - now) / DAY_MS),
    };
  } catch {
    return undefined;
  }
}

/** Why a certificate cannot be used for those names any longer; `undefined` when it can. */
export function certificateProblem(
  certificate: ServingCertificate,
  dnsNames: readonly string[],
  now: Instant,
): string | undefined {
  try {
    const ca = new X509Certificate(certificate.caPem);
    const server = new X509Certificate(certificate.certificatePem);
    const missing = dnsNames.find((name) => server.checkHost(name) === undefined);
    if (missing !== undefined) return `it does not name ${missing}`;
    if (!server.verify(ca.publicKey)) return 'its CA did not sign it';
    if (!server.checkPrivateKey(createPrivateKey(certificate.keyPem))) return 'its key is another one';
    const validTo = Date.parse(server.validTo);
    if (validTo - now < RENEW_DAYS * DAY_MS) return `it ends ${new Date(validTo).toISOString()}`;
    return undefined;
  } catch (error) {
    return `it cannot be read: ${errorText(error)}`;
  }
}
