import { whyNoBrowser } from './chromium.fixture.ts';

/** Says in plain words where the tests in a browser do not run; vitest counts them as skipped, never as passed. */
export default function sayWhetherBrowserTestsRun(): void {
  const why = whyNoBrowser();
  if (why !== undefined) process.stderr.write(`\nThe tests in a browser DO NOT RUN: ${why}\n\n`);
}
