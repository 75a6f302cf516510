const NEWLINE = 0x0a;

/** Cuts a stream of bytes into lines of text; a character or a line may be split over chunks anywhere. */
export interface LineSplitter {
  /** The lines that this chunk completes. */
  push(chunk: Uint8Array): readonly string[];
  /** Bytes of a line that has not ended yet. */
  readonly pendingBytes: number;
}

/** Makes a line splitter. It decodes whole lines only, so that no character is ever cut in two. */
export function makeLineSplitter(): LineSplitter {
  const decoder = new TextDecoder();
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  const takeLine = (tail: Uint8Array): string => {
    const whole = pending.length === 0 ? tail : Buffer.concat([...pending, tail]);
    pending = [];
    pendingBytes = 0;
    return decoder.decode(whole);
  };
  return {
    push: (chunk) => {
      const lines: string[] = [];
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
        const line = takeLine(chunk.subarray(from, end));
        if (line.trim() !== '') lines.push(line);
        from = end + 1;
      }
      if (from < chunk.length) {
        pending.push(chunk.subarray(from));
        pendingBytes += chunk.length - from;
      }
      return lines;
    },
    get pendingBytes() {
      return pendingBytes;
    },
  };
}
