import type { Argv } from 'yargs';
import type { Clock } from '../clock/clock.ts';
import type { Host } from '../host/host.ts';

/** What every command gets: the door to the machine and the clock. */
export interface CommandContext {
  readonly host: Host;
  readonly clock: Clock;
}

/** A command registers itself; its action returns the exit code and loads what it needs only when it is run. */
export interface Registration {
  readonly yargs: Argv;
  readonly context: CommandContext;
  /** Takes the promise of an exit code from the command that was chosen. */
  readonly chosen: (exitCode: Promise<number>) => void;
}
