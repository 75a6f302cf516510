import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { certificateProblem, describeCertificate, makeServingCertificate } from './certificate.ts';

const NAMES = ['prometheus-adapter.custom-metrics.svc', 'prometheus-adapter.custom-metrics'];
const NOW = Date.now();
const DAY = 86_400_000;

describe('S3: the certificate of the adapter', async () => {
  const certificate = await makeServingCertificate(NAMES, NOW);

  it('is trusted by its CA for each of its names in a real TLS handshake, and for no other name', async () => {
    const server = createServer({ cert: certificate.certificatePem, key: certificate.keyPem }, (socket) =>
      socket.end(),
    );
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const shake = async (servername: string) => {
      const socket = connect({ host: '127.0.0.1', port, ca: certificate.caPem, servername });
      try {
        await once(socket, 'secureConnect');
        return socket.authorized;
      } finally {
        socket.destroy();
      }
    };
    for (const name of NAMES) expect(await shake(name)).toBe(true);
    await expect(shake('example.org')).rejects.toThrow(/does not match certificate/);
    server.close();
    await once(server, 'close');
  });

  it('is kept while it is good for its names, and made anew for other names, near its end, or when damaged', async () => {
    expect(certificateProblem(certificate, NAMES, NOW)).toBeUndefined();
    expect(certificateProblem(certificate, ['adapter.elsewhere.svc'], NOW)).toBe(
      'it does not name adapter.elsewhere.svc',
    );
    expect(certificateProblem(certificate, NAMES, NOW + 340 * DAY)).toMatch(/^it ends /);
    const other = await makeServingCertificate(NAMES, NOW);
    expect(certificateProblem({ ...certificate, caPem: other.caPem }, NAMES, NOW)).toBe(
      'its CA did not sign it',
    );
    expect(certificateProblem({ ...certificate, keyPem: other.keyPem }, NAMES, NOW)).toBe(
      'its key is another one',
    );
    expect(certificateProblem({ ...certificate, certificatePem: 'x' }, NAMES, NOW)).toMatch(
      /^it cannot be read/,
    );
  });

  it('says its names and when it ends', () => {
    const facts = describeCertificate(certificate, NOW);
    expect(facts).toMatchObject({ names: NAMES, daysLeft: 364 });
    expect(facts!.endsAt - NOW).toBeLessThanOrEqual(365 * DAY);
    expect(describeCertificate(certificate, NOW + 366 * DAY)?.daysLeft).toBeLessThan(0);
    expect(describeCertificate({ certificatePem: 'x' }, NOW)).toBeUndefined();
  });

  it('cannot sign others', () => {
    expect(new X509Certificate(certificate.certificatePem).ca).toBe(false);
    expect(new X509Certificate(certificate.caPem).ca).toBe(true);
  });
});
