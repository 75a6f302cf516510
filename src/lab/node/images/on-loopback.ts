import { loopbackOf } from '../../running-lab.ts';

/** An environment whose SERVER_IP is where the lab serves that address. */
export function onLoopback(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return env.SERVER_IP === undefined ? env : { ...env, SERVER_IP: loopbackOf(env.SERVER_IP) };
}
