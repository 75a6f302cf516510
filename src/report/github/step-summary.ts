/** GitHub drops the summary of a step as a whole when it has more bytes than this. */
export const STEP_SUMMARY_BYTES = 1024 * 1024;

const CUT = '\n\n**Cut here:** GitHub takes 1 MiB a step; the whole is in the report folder.\n';

/**
 * What may be appended to a step summary that holds `usedBytes` already: all of the markdown, or its beginning with
 * a line that says that it was cut; nothing where not even that line has room.
 */
export function fitStepSummary(markdown: string, usedBytes: number): string {
  const encoder = new TextEncoder();
  const room = STEP_SUMMARY_BYTES - usedBytes;
  if (encoder.encode(markdown).length <= room) return markdown;
  let left = room - encoder.encode(CUT).length;
  if (left < 0) return '';
  const lines: string[] = [];
  for (const line of markdown.split('\n')) {
    left -= encoder.encode(line).length + 1;
    if (left < 0) break;
    lines.push(line);
  }
  return `${lines.join('\n')}${CUT}`;
}
