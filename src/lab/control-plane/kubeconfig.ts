import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { LAB_CONTEXT } from '../lab-folder.ts';

/** How to speak to the lab's API server as its administrator; PEM texts. */
export interface AdminAccess {
  readonly server: string;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** Reads the administrator's certificate that kwokctl made. */
export async function readAdminAccess(pkiFolder: string, server: string): Promise<AdminAccess> {
  const [ca, certificate, key] = await Promise.all(
    ['ca.crt', 'admin.crt', 'admin.key'].map((name) => readFile(join(pkiFolder, name), 'utf8')),
  );
  return { server, ca: ca ?? '', certificate: certificate ?? '', key: key ?? '' };
}

/** The administrator's kubeconfig with everything inside, so that it can be copied; YAML. */
export function adminKubeconfig(access: AdminAccess): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': LAB_CONTEXT,
    clusters: [
      {
        name: LAB_CONTEXT,
        cluster: { server: access.server, 'certificate-authority-data': base64(access.ca) },
      },
    ],
    users: [
      {
        name: `${LAB_CONTEXT}-admin`,
        user: {
          'client-certificate-data': base64(access.certificate),
          'client-key-data': base64(access.key),
        },
      },
    ],
    contexts: [{ name: LAB_CONTEXT, context: { cluster: LAB_CONTEXT, user: `${LAB_CONTEXT}-admin` } }],
  });
}
