import { createInterface } from 'node:readline';
import { systemClock } from '../../clock/system-clock.ts';
import { labPaths } from '../lab-folder.ts';
import type { ProcessIdentity } from './proc.ts';
import type { ReaperMessage } from './reaper.ts';
import { killLabProcesses, removeLabFiles } from './sweep.ts';

const paths = labPaths(process.argv[2] ?? '');
const registered: ProcessIdentity[] = [];
let done = false;

// The reaper ends only when the supervisor has; signals meant for the group are not its own.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as ReaperMessage;
  if ('done' in message) done = true;
  else registered.push(message.register);
}
if (!done) {
  process.stdout.write(`${new Date().toISOString()} the supervisor is gone: taking the lab down\n`);
  const left = await killLabProcesses(paths, systemClock, { registered });
  await removeLabFiles(paths);
  process.stdout.write(
    `${new Date().toISOString()} ${left.length === 0 ? 'nothing is left' : left.join(', ')}\n`,
  );
}
