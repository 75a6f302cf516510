import { join } from 'node:path';
import type { Files } from '../../host/host.ts';
import { findScriptFolder, SCRIPT_FILES } from '../../load/k6-load.ts';
import type { Play } from '../../load/play.ts';
import { ENTRIES_FILE, SHEET_FILE } from '../../load/play-list.ts';
import type { PlayFile } from '../../workload/sender/play-volume.ts';

/** What a sender finds in its folder: sheet, list and images; k6 its script too. */
export async function playFiles(
  { folder, sheet }: Play,
  files: Pick<Files, 'readBytes' | 'exists'>,
  withScript: boolean,
): Promise<readonly PlayFile[]> {
  const own = [SHEET_FILE, ENTRIES_FILE, ...sheet.images.map(({ file }) => file)];
  const read = (from: string) => async (path: string) => ({
    path,
    bytes: await files.readBytes(join(from, path)),
  });
  const played = await Promise.all(own.map(read(folder)));
  if (!withScript) return played;
  return [...played, ...(await Promise.all(SCRIPT_FILES.map(read(await findScriptFolder(files)))))];
}
