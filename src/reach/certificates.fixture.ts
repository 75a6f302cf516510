import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** An authority of a test that issues certificates as files. */
export interface TestAuthority {
  readonly caFile: string;
  /** Issues a certificate for names and addresses, for a server and a client alike; it ends in so many days. */
  issue(
    name: string,
    ends?: { readonly days: number },
  ): Promise<{ readonly certFile: string; readonly keyFile: string }>;
}

/** Makes an authority whose files lie in a folder. */
export async function makeAuthority(folder: string, name: string): Promise<TestAuthority> {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validFor(30),
    signingAlgorithm: P256,
    name: `CN=${name}`,
    keys,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  const caFile = join(folder, `${name}.ca.pem`);
  writeFileSync(caFile, ca.toString('pem'));
  return {
    caFile,
    issue: (to, ends = { days: 30 }) => issue(folder, { name, key: keys.privateKey }, to, ends.days),
  };
}

async function issue(
  folder: string,
  authority: { readonly name: string; readonly key: webcrypto.CryptoKey },
  name: string,
  days: number,
) {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const isAddress = /^[\d.]+$/.test(name);
  const { clientAuth, serverAuth } = x509.ExtendedKeyUsage;
  const certificate = await x509.X509CertificateGenerator.create({
    ...validFor(days),
    signingAlgorithm: P256,
    issuer: `CN=${authority.name}`,
    subject: `CN=${name}`,
    publicKey: keys.publicKey,
    signingKey: authority.key,
    extensions: [
      new x509.ExtendedKeyUsageExtension([serverAuth, clientAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: isAddress ? 'ip' : 'dns', value: name }]),
    ],
  });
  const file = join(folder, `${authority.name}.${name}.${days}`);
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  writeFileSync(`${file}.pem`, certificate.toString('pem'));
  writeFileSync(`${file}.key`, `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`);
  return { certFile: `${file}.pem`, keyFile: `${file}.key` };
}

function validFor(days: number) {
  const now = Date.now();
  return { notBefore: new Date(now - 60 * DAY_MS), notAfter: new Date(now + days * DAY_MS) };
}
