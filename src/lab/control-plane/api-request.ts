import { request } from 'node:https';
import type { AdminAccess } from './kubeconfig.ts';

/** What the API server answered. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}

/** One request to the lab's API server as its administrator, at most `timeoutMs`; rejects when there is no answer. */
export function askApiServer(
  access: AdminAccess,
  method: 'GET' | 'POST',
  path: string,
  options: { readonly body?: object; readonly timeoutMs?: number } = {},
): Promise<ApiAnswer> {
  const payload = options.body === undefined ? undefined : JSON.stringify(options.body);
  return new Promise((resolve, reject) => {
    const asked = request(
      `${access.server}${path}`,
      {
        method,
        ca: access.ca,
        cert: access.certificate,
        key: access.key,
        agent: false,
        signal: AbortSignal.timeout(options.timeoutMs ?? 5000),
        headers: payload === undefined ? {} : { 'content-type': 'application/json' },
      },
      (answered) => {
        answered.setEncoding('utf8');
        let body = '';
        answered.on('data', (chunk: string) => {
          body += chunk;
        });
        answered.once('end', () => resolve({ status: answered.statusCode ?? 0, body }));
        answered.once('error', reject);
      },
    );
    asked.once('error', reject);
    asked.end(payload);
  });
}
