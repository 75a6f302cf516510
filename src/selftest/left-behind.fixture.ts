import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect } from 'vitest';
import { pollUntil } from '../clock/poll.ts';
import { systemClock } from '../clock/system-clock.ts';

/** What a machine shows of a program that has gone: its processes, open ports and temporary folders. */
export interface Traces {
  /** Command lines of processes that carry a lab's marker, and of every k6. */
  readonly processes: readonly string[];
  /** TCP sockets that listen on 127.x.y.z, as /proc/net/tcp writes them: address:port in hexadecimal. */
  readonly listening: readonly string[];
  /** Names in the system's folder for temporary files. */
  readonly temporary: readonly string[];
}

/** Looks at the machine. */
export function traces(): Traces {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const processes = pids.flatMap((pid) => {
    const [environ, command] = ['environ', 'cmdline'].map((file) => read(`/proc/${pid}/${file}`));
    const ours = /(^|\0)SCALEPROOF_LAB=/.test(environ!) || /^\S*k6\0run\0/.test(command!);
    return ours && command !== '' ? [`${pid} ${command!.replaceAll('\0', ' ').slice(0, 120)}`] : [];
  });
  const sockets = read('/proc/net/tcp')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const listening = sockets.filter(([, local, , state]) => state === '0A' && local?.slice(6, 8) === '7F');
  return {
    processes: processes.sort(),
    listening: listening.map(([, local]) => local!).sort(),
    temporary: readdirSync(tmpdir())
      .filter((name) => /scaleproof|k6/i.test(name))
      .sort(),
  };
}

/** Waits until nothing is there that was not there before, at most 5 s: a killed process needs a moment to go. */
export async function expectNothingLeft(before: Traces, labFolder: string): Promise<void> {
  let left = added(before, traces());
  await pollUntil(systemClock, 5000, async () => {
    left = added(before, traces());
    const nothing = Object.values(left).flat().length === 0 && !existsSync(`${labFolder}/lab.json`);
    return nothing ? { value: true } : { seen: 'something is left' };
  });
  expect(left).toEqual({ processes: [], listening: [], temporary: [] });
  expect(existsSync(labFolder) ? readdirSync(labFolder) : ['logs']).toEqual(['logs']);
}

/** What is there now and was not before; what others ended meanwhile is no matter of ours. */
function added(before: Traces, now: Traces): Traces {
  const fresh = (key: keyof Traces) => now[key].filter((one) => !before[key].includes(one));
  return { processes: fresh('processes'), listening: fresh('listening'), temporary: fresh('temporary') };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Gone between the listing and the look, or another user's.
    return '';
  }
}
