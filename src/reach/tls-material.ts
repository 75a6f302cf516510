import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { PassiveClock } from '../clock/clock.ts';
import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import type { TlsMaterial } from '../prometheus/tls.ts';
import type { PrometheusSpec } from '../scenario/schema.ts';
import { readNamedFile, type SecretPlaces } from './secret-place.ts';

type TlsSpec = NonNullable<PrometheusSpec['tls']>;
type Places = Pick<SecretPlaces, 'files' | 'baseFolder'>;

/** Reads what TLS is done with, and tells now what Prometheus could only refuse: no PEM, expired, key of another one. */
export async function tlsMaterialOf(
  { caFile, certFile, keyFile, serverName }: TlsSpec,
  places: Places,
  clock: PassiveClock,
): Promise<TlsMaterial> {
  const named = serverName === undefined ? {} : { serverName };
  const trusted = caFile === undefined ? {} : { caFile, ca: await readAuthorities(caFile, places, clock) };
  if (certFile === undefined || keyFile === undefined) return { ...named, ...trusted };
  const [cert, key] = await Promise.all([
    readNamedFile(places, 'client certificate', certFile),
    readNamedFile(places, 'key of the client certificate', keyFile),
  ]);
  const [first] = certificatesIn(cert, 'client certificate', certFile);
  refuseExpired(first!, 'client certificate', certFile, clock);
  refuseOtherKey(first!, { key, keyFile, certFile });
  return { ...named, ...trusted, certFile, cert, key };
}

async function readAuthorities(caFile: string, places: Places, clock: PassiveClock): Promise<string> {
  const pem = await readNamedFile(places, 'CA file', caFile);
  const all = certificatesIn(pem, 'CA file', caFile);
  // A bundle may keep old ones beside those that count.
  if (all.every(({ validTo }) => Date.parse(validTo) <= clock.now()))
    refuseExpired(all[0]!, 'CA file', caFile, clock);
  return pem;
}

function certificatesIn(pem: string, what: string, path: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) {
    throw new ScaleproofError('usage', `${what} ${path} holds no certificate`, {
      hint: 'Expected PEM: a block that begins with -----BEGIN CERTIFICATE-----.',
    });
  }
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (error) {
    throw new ScaleproofError('usage', `${what} ${path} cannot be read as certificates: ${errorText(error)}`);
  }
}

function refuseExpired(
  { validTo, subject }: X509Certificate,
  what: string,
  path: string,
  clock: PassiveClock,
): void {
  if (Date.parse(validTo) > clock.now()) return;
  throw new ScaleproofError('usage', `${what} ${path} expired on ${validTo} (${subject})`, {
    hint: 'Have a new one issued.',
  });
}

function refuseOtherKey(
  certificate: X509Certificate,
  { key, keyFile, certFile }: { readonly key: string; readonly keyFile: string; readonly certFile: string },
): void {
  let fits: boolean;
  try {
    fits = certificate.checkPrivateKey(createPrivateKey(key));
  } catch (error) {
    // Only what kind of error it is: a message must not quote a key.
    const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : '';
    throw new ScaleproofError('usage', `key ${keyFile} cannot be read (${String(code)})`, {
      hint: 'Expected a private key in PEM without a pass phrase.',
    });
  }
  if (fits) return;
  throw new ScaleproofError('usage', `key ${keyFile} does not belong to client certificate ${certFile}`);
}
