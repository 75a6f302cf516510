/** Bytes in DER, the encoding of certificates (X.690); only what a small X.509 certificate needs. */
export type Der = Buffer;

function tagged(tag: number, content: Buffer): Der {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length]), size, content]);
}

/** SEQUENCE. */
export function sequence(...parts: readonly Der[]): Der {
  return tagged(0x30, Buffer.concat(parts));
}

/** SET of one element. */
export function setOf(part: Der): Der {
  return tagged(0x31, part);
}

/** OBJECT IDENTIFIER, from its dotted form. */
export function objectId(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const septets = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) septets.unshift((left & 0x7f) | 0x80);
    bytes.push(...septets);
  }
  return tagged(0x06, Buffer.from(bytes));
}

/** INTEGER of at least 0, from its big-endian bytes. */
export function unsignedInteger(bytes: Buffer): Der {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const trimmed = bytes.subarray(start);
  // A leading 1 bit would make it negative.
  return tagged(0x02, (trimmed[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed);
}

/** BOOLEAN true; false is left out wherever it is the default. */
export const TRUE: Der = Buffer.from([0x01, 0x01, 0xff]);

/** UTF8String. */
export function utf8(text: string): Der {
  return tagged(0x0c, Buffer.from(text, 'utf8'));
}

/** BIT STRING with that many unused bits at its end. */
export function bitString(bytes: Buffer, unused = 0): Der {
  return tagged(0x03, Buffer.concat([Buffer.from([unused]), bytes]));
}

/** OCTET STRING. */
export function octetString(bytes: Buffer): Der {
  return tagged(0x04, bytes);
}

/** A context tag that wraps a whole element. */
export function explicit(number: number, part: Der): Der {
  return tagged(0xa0 | number, part);
}

/** A context tag in place of a primitive element's own. */
export function implicit(number: number, bytes: Buffer): Der {
  return tagged(0x80 | number, bytes);
}

/** UTCTime, good for the years 1950 to 2049. */
export function utcTime(at: Date): Der {
  const digits = at
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/\D/g, '')
    .slice(2);
  return tagged(0x17, Buffer.from(`${digits}Z`, 'ascii'));
}
