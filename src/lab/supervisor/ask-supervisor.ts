import { request } from 'node:http';
import { LAB_URL } from '../lab-folder.ts';
import type { SupervisorHealth } from './config.ts';

/** What the supervisor answered. */
export interface SupervisorAnswer {
  readonly status: number;
  readonly text: string;
}

/** Asks the supervisor of this machine's lab; `undefined` when nobody answers there within `timeoutMs`. */
export function askSupervisor(
  method: 'GET' | 'POST',
  path: string,
  options: { readonly body?: object; readonly timeoutMs?: number } = {},
): Promise<SupervisorAnswer | undefined> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(options.timeoutMs ?? 2000);
    const asked = request(`${LAB_URL}${path}`, { method, agent: false, signal }, (answered) => {
      answered.setEncoding('utf8');
      let text = '';
      answered.on('data', (chunk: string) => {
        text += chunk;
      });
      answered.once('end', () => resolve({ status: answered.statusCode ?? 0, text }));
      answered.once('error', () => resolve(undefined));
    });
    asked.once('error', () => resolve(undefined));
    asked.end(options.body === undefined ? undefined : JSON.stringify(options.body));
  });
}

/** How the lab of this machine is, whichever folder it has; `undefined` when there is none. */
export async function askHealth(): Promise<SupervisorHealth | undefined> {
  const answer = await askSupervisor('GET', '/healthz');
  if (answer === undefined) return undefined;
  try {
    return JSON.parse(answer.text) as SupervisorHealth;
  } catch {
    // Something else listens there.
    return undefined;
  }
}
