import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from '../process/child.ts';
import { followPlay } from './follow-play.ts';
import { describeK6Exit } from './k6-exit.ts';
import { type Play, preparePlay } from './play.ts';
import { SHEET_FILE } from './play-list.ts';
import type { LoadSpec, PreparedLoad } from './running-load.ts';
import type { StartSender } from './sender.ts';

/** k6 must have all its VUs up by then. */
const START_DEADLINE_MS = 30_000;
const STOP_GRACE_MS = 2000;

/** Arguments of k6 that are the same wherever it runs; the script comes last, and PLAY_SHEET is given beside them. */
export const K6_ARGUMENTS = [
  'run',
  ...['--quiet', '--no-color', '--no-usage-report', '--no-thresholds', '--summary-mode=compact'],
  '--log-format=raw',
  '--log-output=stdout',
] as const;

/** Settings of k6 that are the same wherever it runs. */
export const K6_ENVIRONMENT = { K6_AUTO_EXTENSION_RESOLUTION: 'false', K6_WEB_DASHBOARD: 'false' } as const;

/** The files of the load script; k6 runs the TypeScript as it is. The first one is the script itself. */
export const SCRIPT_FILES = [
  'style-transfer.ts',
  'client.ts',
  'server-url.ts',
  'described-request.ts',
  'verdict-of-answer.ts',
  'verdict-of-described.ts',
] as const;

/** Load by k6 beside the runner: makes the corpus and writes the play list. */
export async function k6Load(spec: LoadSpec): Promise<PreparedLoad> {
  const summaryFile = resolve(spec.summaryFile ?? join(spec.folder, 'k6-summary.json'));
  const play = await preparePlay(spec, summaryFile);
  const script = join(await findScriptFolder(spec.files), SCRIPT_FILES[0]);
  const start = startK6(spec, play, script);
  return { start: (emit, signal) => followPlay({ play, start, load: spec }, emit, signal) };
}

/** The script lies under `src/` in a built package too. */
export async function findScriptFolder(files: Pick<LoadSpec['files'], 'exists'>): Promise<string> {
  const beside = fileURLToPath(new URL('./k6/', import.meta.url));
  if (await files.exists(join(beside, SCRIPT_FILES[0]))) return beside;
  return fileURLToPath(new URL('../../src/load/k6/', import.meta.url));
}

function startK6(spec: LoadSpec, play: Play, script: string): StartSender {
  const proxy: Record<string, string> = spec.proxyUrl === undefined ? {} : { HTTP_PROXY: spec.proxyUrl };
  return (onLine) => {
    let lastLine = '';
    const child = startChild({
      name: 'k6',
      command: spec.k6Binary,
      args: [...K6_ARGUMENTS, '-e', `PLAY_SHEET=${join(play.folder, SHEET_FILE)}`, script],
      // Nothing else: a proxy of the user's must not get between k6 and the service, nor a k6 config of theirs.
      env: { HOME: play.folder, ...K6_ENVIRONMENT, ...proxy },
      extendEnv: false,
      cwd: play.folder,
      onLine: (line) => {
        if (!line.startsWith('{"')) lastLine = line.trim() || lastLine;
        onLine(line);
      },
    });
    return {
      name: 'k6',
      pid: child.pid,
      exited: child.exited.then((exit) => describeK6Exit(exit, lastLine)),
      startDeadlineMs: START_DEADLINE_MS,
      how: 'the end of its process',
      stop: async () => {
        await child.stop(STOP_GRACE_MS);
        return { stopped: true, detail: `process ${child.pid ?? '(never started)'} of k6 is gone` };
      },
    };
  };
}
