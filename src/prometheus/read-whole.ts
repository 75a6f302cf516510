/** A longer answer than this is refused, so that a wrong query cannot fill the memory. */
export const LONGEST_ANSWER = 64 * 1024 * 1024;

/** Reads an answer to its end; throws when it is longer than any that is wanted. */
export async function readWhole(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > LONGEST_ANSWER) throw new Error(`the answer is longer than ${LONGEST_ANSWER} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
