import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Makes the garbage collector of this process come early and often. A record of an hour is a few hundred megabytes, and
 * left to itself V8 lets as much garbage again lie beside it, on machines that have less memory than it thinks.
 */
export function spareMemory(): void {
  setFlagsFromString('--heap-growing-percent=70');
  // The young generation stays at its first size of 1 MB.
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Gives the memory of what nothing holds any more back at once, before something outside of V8 needs as much. */
export function releaseMemory(): void {
  // Only a context that is made after the flag was set has the function.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (how: object) => void;
  // The usual collection keeps the emptied pages for later.
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
