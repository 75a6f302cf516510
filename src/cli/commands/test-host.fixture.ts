import { systemClock } from '../../clock/system-clock.ts';
import type { Host, Output } from '../../host/host.ts';
import { systemHost } from '../../host/system-host.ts';
import type { CommandContext } from '../command.ts';

/** The machine with outputs that are kept, a folder and an environment of the test's own. */
export function testHost(
  cwd: string,
  own: Partial<Pick<Host, 'env' | 'interrupted'>> = {},
): { readonly context: CommandContext; readonly written: { stdout: string; stderr: string } } {
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr'): Output => ({
    write: (text) => {
      written[name] += text;
    },
    drained: async () => {},
    isTTY: false,
    columns: 120,
  });
  const host: Host = {
    ...systemHost(),
    cwd,
    env: {},
    interrupted: new AbortController().signal,
    ...own,
    stdout: output('stdout'),
    stderr: output('stderr'),
  };
  return { context: { host, clock: systemClock }, written };
}
