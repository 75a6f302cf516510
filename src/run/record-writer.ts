import { join } from 'node:path';
import type { Files } from '../host/host.ts';
import type { RunEnd, RunHeader } from '../record/run-record.ts';
import { serializeEvent } from '../record/serialize.ts';
import type { Emit } from '../sample/observation.ts';

/** An open record. Each event is one complete line, handed to the system before the call returns. */
export interface RecordWriter {
  readonly folder: string;
  readonly eventsFile: string;
  readonly emit: Emit;
  /** Writes the last line; what is emitted later is dropped. */
  finish(end: RunEnd): void;
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
  let open = true;
  return {
    folder,
    eventsFile,
    emit: (observation) => {
      if (open) file.append(`${serializeEvent(observation)}\n`);
    },
    finish: (end) => {
      if (!open) return;
      open = false;
      file.append(`${serializeEvent(end)}\n`);
      file.close();
    },
  };
}
