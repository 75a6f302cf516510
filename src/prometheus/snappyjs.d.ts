// It brings no types of its own.
declare module 'snappyjs' {
  /** The block format of snappy, without frames. */
  export function compress(bytes: Uint8Array): Uint8Array;
  export function uncompress(bytes: Uint8Array, mostBytes?: number): Uint8Array;
}
