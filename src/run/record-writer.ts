import { join } from 'node:path';
import type { Files } from '../host/host.ts';
import type { RunCleanup, RunEnd, RunHeader } from '../record/run-record.ts';
import { serializeEvent } from '../record/serialize.ts';
import type { Emit } from '../sample/observation.ts';

/** An open record. Each event is one complete line, handed to the system before the call returns. */
export interface RecordWriter {
  readonly folder: string;
  readonly eventsFile: string;
  readonly emit: Emit;
  /** Writes how the run ended; what is emitted later is dropped. */
  finish(end: RunEnd): void;
  /** Writes what was left after the end, where that was seen, and closes the file; doing it again does nothing. */
  close(cleanup?: RunCleanup): void;
}

/** Makes the run's folder and opens `events.ndjson` in it with the header as first line. */
export async function openRecord(
  files: Pick<Files, 'makeFolder' | 'openAppend'>,
  folder: string,
  header: RunHeader,
): Promise<RecordWriter> {
  await files.makeFolder(folder);
  const eventsFile = join(folder, 'events.ndjson');
  const file = files.openAppend(eventsFile);
  file.append(`${serializeEvent(header)}\n`);
  let state: 'running' | 'ended' | 'closed' = 'running';
  return {
    folder,
    eventsFile,
    emit: (observation) => {
      if (state === 'running') file.append(`${serializeEvent(observation)}\n`);
    },
    finish: (end) => {
      if (state !== 'running') return;
      state = 'ended';
      file.append(`${serializeEvent(end)}\n`);
    },
    close: (cleanup) => {
      if (state === 'closed') return;
      // Of a run without an end nobody knows what it had put up by then.
      if (state === 'ended' && cleanup !== undefined) file.append(`${serializeEvent(cleanup)}\n`);
      state = 'closed';
      file.close();
    },
  };
}
