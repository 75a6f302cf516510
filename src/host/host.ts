/** Files as the product needs them; paths are absolute or relative to `cwd`. */
export interface Files {
  /** A file of UTF-8, or of UTF-16 with a byte order mark. */
  readText(path: string): Promise<string>;
  /** The bytes of a file in pieces of any size, each good until the next one, so that it need not fit into memory; throws while it is read. */
  readPieces(path: string): AsyncIterable<Uint8Array>;
  /** Writes whole or not at all: to a temporary name beside it, then renamed. */
  writeText(path: string, text: string): Promise<void>;
  writeBytes(path: string, bytes: Uint8Array): Promise<void>;
  readBytes(path: string): Promise<Uint8Array>;
  exists(path: string): Promise<boolean>;
  list(path: string): Promise<readonly string[]>;
  makeFolder(path: string): Promise<void>;
  /** Rejects with what the system says where a folder, or if it is missing the nearest above it, is none or may not be written. */
  checkWritable(path: string): Promise<void>;
  /** Makes a fresh folder under the system's temporary folder; the caller removes it. */
  makeTemporaryFolder(prefix: string): Promise<string>;
  remove(path: string): Promise<void>;
  /** Free bytes on the file system of `path`. */
  freeBytes(path: string): Promise<number>;
  /** Opens a file that others write, to follow it from its start or from its present end. Rejects when it is not there. */
  openTail(path: string, from: 'start' | 'end'): Promise<TailFile>;
  /** Opens a file for appending lines; each line is handed to the system before `append` returns. */
  openAppend(path: string): AppendFile;
}

/** A file that only grows; synchronous, so that `kill -9` loses at most the line being written. */
export interface AppendFile {
  append(text: string): void;
  close(): void;
}

/** A file that somebody else appends to; it stays open when it is renamed or removed. */
export interface TailFile {
  /** What has been added since the last call; empty when nothing was. */
  readOn(): Promise<Uint8Array>;
  /** Whether its path leads to another file now, or to none. */
  isReplaced(): Promise<boolean>;
  close(): Promise<void>;
}

/** A stream that people or programs read. */
export interface Output {
  /** Never throws: what cannot be handed over is dropped, and `drained` tells why. */
  write(text: string): void;
  /** Resolves once everything written so far has been handed over; rejects with what kept it from that. */
  drained(): Promise<void>;
  readonly isTTY: boolean;
  readonly columns: number;
}

/** The door to the operating system. Pass the part that is needed, not the whole. */
export interface Host {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly homeFolder: string;
  readonly pid: number;
  readonly platform: string;
  readonly cpus: number;
  /** What is piped in, as UTF-8 text in pieces of any size; reading starts with the first look at it. */
  readonly stdin: AsyncIterable<string>;
  /** Whether stdin is a terminal, so that somebody may be asked. */
  readonly isAsking: boolean;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly files: Files;
  /** Random bytes as lower-case hex, for run ids only; everything else comes from the seed. */
  randomHex(bytes: number): string;
  /** Aborts on the first SIGINT, SIGTERM or SIGHUP; its reason names the signal. */
  readonly interrupted: AbortSignal;
}
