import type { Output } from '../host/host.ts';
import { EXIT } from '../verdict/exit-code.ts';

/** One key press can come several times: from the terminal, and from npm and others that pass it on. Milliseconds. */
const SAME_PRESS_MS = 1000;

/** Lets a second Ctrl-C end the program at once, whatever it still has to clean up; it says what that means. */
export function endAtSecondInterrupt(stderr: Pick<Output, 'write'>): void {
  let first: number | undefined;
  process.on('SIGINT', () => {
    const now = performance.now();
    first ??= now;
    if (now - first < SAME_PRESS_MS) return;
    stderr.write(
      'scaleproof: interrupted again, so what it put up may be left behind\nHint: scaleproof clean removes it; scaleproof clean --help says how on a cluster\n',
    );
    process.exit(EXIT.interrupted);
  });
}
