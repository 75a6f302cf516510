import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { Instant } from '../../units/instant.ts';
import * as der from './der.ts';

/** A serving certificate with the CA that signed it, all PEM. The CA's key is thrown away once it has signed. */
export interface ServingCertificate {
  readonly caPem: string;
  readonly certificatePem: string;
  readonly keyPem: string;
}

const DAY_MS = 86_400_000;
const VALID_DAYS = 365;
/** A certificate with less than this left is made anew. */
const RENEW_DAYS = 30;
const ECDSA_SHA256 = der.sequence(der.objectId('1.2.840.10045.4.3.2'));

/** Makes a CA and, signed by it, a certificate for a server with those DNS names (row S3); P-256, valid for a year. */
export function makeServingCertificate(dnsNames: readonly string[], now: Instant): ServingCertificate {
  const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const caName = `scaleproof CA for ${dnsNames[0] ?? 'nobody'}`;
  const caDer = signCertificate(ca.privateKey, {
    subject: caName,
    issuer: caName,
    publicKey: ca.publicKey,
    now,
    extensions: [
      extension('2.5.29.19', der.sequence(der.TRUE), true),
      // keyCertSign and cRLSign.
      extension('2.5.29.15', der.bitString(Buffer.from([0x06]), 1), true),
      extension('2.5.29.14', der.octetString(keyId(ca.publicKey))),
    ],
  });
  const serverDer = signCertificate(ca.privateKey, {
    subject: dnsNames[0] ?? 'nobody',
    issuer: caName,
    publicKey: server.publicKey,
    now,
    extensions: [
      extension('2.5.29.19', der.sequence(), true),
      // digitalSignature.
      extension('2.5.29.15', der.bitString(Buffer.from([0x80]), 7), true),
      // serverAuth.
      extension('2.5.29.37', der.sequence(der.objectId('1.3.6.1.5.5.7.3.1'))),
      extension('2.5.29.35', der.sequence(der.implicit(0, keyId(ca.publicKey)))),
      extension(
        '2.5.29.17',
        der.sequence(...dnsNames.map((name) => der.implicit(2, Buffer.from(name, 'ascii')))),
      ),
    ],
  });
  return {
    caPem: new X509Certificate(caDer).toString(),
    certificatePem: new X509Certificate(serverDer).toString(),
    keyPem: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
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

interface CertificateContent {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly now: Instant;
  readonly extensions: readonly der.Der[];
}

function signCertificate(signer: KeyObject, content: CertificateContent): Buffer {
  const toSign = der.sequence(
    der.explicit(0, der.unsignedInteger(Buffer.from([2]))),
    der.unsignedInteger(randomBytes(16)),
    ECDSA_SHA256,
    nameOf(content.issuer),
    // An hour of slack for clocks that are behind.
    der.sequence(
      der.utcTime(new Date(content.now - 3_600_000)),
      der.utcTime(new Date(content.now + VALID_DAYS * DAY_MS)),
    ),
    nameOf(content.subject),
    content.publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, der.sequence(...content.extensions)),
  );
  return der.sequence(toSign, ECDSA_SHA256, der.bitString(sign('sha256', toSign, signer)));
}

function nameOf(commonName: string): der.Der {
  // 64 characters is X.520's bound of a common name.
  return der.sequence(der.setOf(der.sequence(der.objectId('2.5.4.3'), der.utf8(commonName.slice(0, 64)))));
}

function extension(id: string, content: der.Der, critical = false): der.Der {
  return der.sequence(der.objectId(id), ...(critical ? [der.TRUE] : []), der.octetString(content));
}

function keyId(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}
