import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, ROOT } from './call.fixture.ts';

const FILE = join(ROOT, 'scenarios/fast-style-transfer.yaml');
const RUN = join(ROOT, 'fixtures/records/passed');
const folder = mkdtempSync(join(tmpdir(), 'scaleproof-refused-'));
beforeAll(() => {
  mkdirSync(join(folder, 'a-folder'));
  writeFileSync(join(folder, 'a-file'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A lab of the test's own, should one be touched after all. */
const within = { cwd: folder, env: { XDG_STATE_HOME: join(folder, 'state') } };
const refusal = (words: readonly string[]) => call(words, within).catch((error: unknown) => error);

describe('a place that cannot be written is told by its name, and nothing is left there', () => {
  const twin = ['run', FILE, '--target', 'twin'];
  test.for<[string, readonly string[], string]>([
    ['the record of a run', [...twin, '--reports', 'a-file'], '--reports a-file cannot be written: ENOTDIR'],
    [
      'a report, before the run',
      [...twin, '--reporter', 'html=a-folder'],
      'a-folder is a folder, and the report html is',
    ],
    [
      'a report of a run',
      ['report', RUN, '--as', 'junit=a-file/x.xml'],
      'a-file/x.xml cannot be written: ENOTDIR',
    ],
    ['a report without a name', ['report', RUN, '--as', 'junit='], '--as junit= names no file'],
    ['two reports in one file', ['report', RUN, '--as', 'junit=x', 'html=x'], 'two reports would go to'],
    [
      'evidence',
      ['conformance', '--from', RUN, '--emulated', '--out', 'a-file/x'],
      'a-file/x cannot be written',
    ],
    ['a first scenario', ['init', 'a-file/x.yaml'], 'a-file/x.yaml cannot be written: EEXIST'],
    ['a first scenario', ['init', 'a-folder', '--force'], 'a-folder cannot be written: EISDIR'],
  ])('%s: %s', async ([, words, message]) => {
    expect(await refusal(words)).toMatchObject({ code: 'usage', message: expect.stringContaining(message) });
    expect(readdirSync(folder)).toEqual(['a-file', 'a-folder']);
  });

  test('the reports that there are include the one that only report has', async () => {
    expect(await refusal(['report', RUN, '--as', 'pdf'])).toMatchObject({
      message: expect.stringMatching(/"pdf"; there are console, .*, remote-write$/),
      hint: expect.stringMatching(/^Write --as junit /),
    });
  });
});

test.for<[string, string]>([
  ['clean --run ID', '--run is for a cluster, and --kubeconfig names none'],
  ['clean --all', '--all is for a cluster, and --kubeconfig names none'],
  ['clean -n vision', '--namespace is for a cluster'],
  ['clean --context c', '--context is for a cluster'],
  ['clean --kubeconfig f --context c --run ID --all', '--run names one run, and --all is every one'],
  ['init x.yaml --hpa painter', '--hpa needs --from-cluster'],
  ['init x.yaml --kubeconfig f', '--kubeconfig needs --from-cluster'],
  ['init x.yaml --rate -1', 'x.yaml was not written, it would not be valid:\n  load.stages[0].to: expected'],
  ['rbac -n Vision', '--namespace Vision is no name of a namespace'],
  ['rbac --prometheus service:a/b:99999', '--prometheus: expected a port from 1 to 65535, found 99999'],
  ['rbac --prometheus service:-a/b', '--prometheus: -a/b can be no Service'],
  ['rbac --pieces adapter', '--pieces is of --for install, and these rights are for run'],
  ['rbac --for install --existing', '--existing is of --for run, and these rights are for install'],
  ['hpa explain a-file', 'a-file is empty'],
  [`hpa explain ${FILE}`, `${FILE}: kind: expected HorizontalPodAutoscaler`],
])('%s is refused: %s', async ([words, message]) => {
  const refused = await refusal(words.split(' '));
  expect(refused).toMatchObject({ code: 'usage', message: expect.stringContaining(message) });
});

test('validate -o json gives each fault with its place', async () => {
  const { exitCode, stdout } = await call(['validate', 'a-file', '-o', 'json'], within);
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject([
    { file: 'a-file', valid: false, faults: [{ line: 1, column: 1, path: '', message: expect.any(String) }] },
  ]);
});
