import { inflateRawSync } from "node:zlib";

/** Signatures and sizes of PKWARE's APPNOTE.TXT, 4.3: end of central directory, central entry, local entry. */
const END = { signature: 0x06054b50, size: 22, mostComment: 0xffff } as const;
const CENTRAL = { signature: 0x02014b50, size: 46 } as const;
const LOCAL = { signature: 0x04034b50, size: 30 } as const;
const STORED = 0;
const DEFLATED = 8;

/**
 * The bytes of the only file of a ZIP archive, as `actions/upload-artifact` makes one of a single path; undefined where it
 * is none, holds another number of files, or the file is larger than `mostBytes`.
 */
export function onlyFileOf(archive: Buffer, mostBytes: number): Buffer | undefined {
  try {
    return unpackOnlyFile(archive, mostBytes);
  } catch {
    // Offsets that point outside, or data that cannot be inflated.
    return undefined;
  }
}

function unpackOnlyFile(archive: Buffer, mostBytes: number): Buffer | undefined {
  const end = endOf(archive);
  if (end === undefined || archive.readUInt16LE(end + 10) !== 1) return undefined;
  const entry = archive.readUInt32LE(end + 16);
  if (archive.readUInt32LE(entry) !== CENTRAL.signature) return undefined;
  const method = archive.readUInt16LE(entry + 10);
  const packedSize = archive.readUInt32LE(entry + 20);
  const size = archive.readUInt32LE(entry + 24);
  const local = archive.readUInt32LE(entry + 42);
  if (size > mostBytes || archive.readUInt32LE(local) !== LOCAL.signature) return undefined;
  const start = local + LOCAL.size + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(start, start + packedSize);
  if (method === STORED) return packed.length === size ? packed : undefined;
  if (method !== DEFLATED) return undefined;
  const content = inflateRawSync(packed, { maxOutputLength: mostBytes });
  return content.length === size ? content : undefined;
}

/** Where the end of the central directory is: before a comment of any length. */
function endOf(archive: Buffer): number | undefined {
  const last = archive.length - END.size;
  const first = Math.max(0, last - END.mostComment);
  for (let at = last; at >= first; at -= 1) {
    if (archive.readUInt32LE(at) === END.signature) return at;
  }
  return undefined;
}
