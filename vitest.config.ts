import { defineConfig } from 'vitest/config';

/**
 * Kinds of tests: `fast` needs nothing but Node; `browser` opens pages in Chromium; `lab` brings a real control plane up and
 * runs one file at a time; `long` is as `lab`, for what `npm test` would take too long with; `profiles` takes longer still.
 */
const kind = ['lab', 'browser', 'long', 'profiles'].find((one) => process.argv.includes(one)) ?? 'fast';

export default defineConfig({
  test: {
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: `reports/tests/${kind}.json` }]]
      : ['default'],
    projects: [
      {
        test: {
          name: 'fast',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.{lab,browser,long,profiles}.test.ts'],
          testTimeout: 20_000,
          maxWorkers: 2,
          // Half of the time went into loading the same modules again for every file; no test changes one.
          isolate: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.ts'],
          globalSetup: 'src/selftest/browser-tests.setup.ts',
          testTimeout: 60_000,
          expect: { poll: { timeout: 10_000 } },
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['src/**/*.lab.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 1_800_000,
          maxWorkers: 1,
          fileParallelism: false,
          // Scenarios that run beside each other mostly wait; more of them would run out of GPUs.
          maxConcurrency: 6,
        },
      },
      {
        test: {
          name: 'long',
          include: ['src/**/*.long.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 1_800_000,
          maxWorkers: 1,
          fileParallelism: false,
          // Senders within the cluster and faults starve each other sooner.
          maxConcurrency: 3,
        },
      },
      {
        test: {
          name: 'profiles',
          include: ['src/**/*.profiles.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 1_800_000,
          maxWorkers: 1,
          fileParallelism: false,
        },
      },
    ],
  },
});
