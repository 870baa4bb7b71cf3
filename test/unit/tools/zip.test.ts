import { crc32, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { zip } from '../../../tools/zip.ts';

const entries = [
  { path: 'manifest.json', bytes: Buffer.from('{"manifest_version": 3}') },
  { path: 'assets/größe.bin', bytes: Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 7)) },
  { path: 'empty.css', bytes: Buffer.alloc(0) },
];

/** Reads an archive as APPNOTE 6.3 says: the end record, then the directory, then each file. */
function unzip(archive: Buffer): { path: string; bytes: Buffer }[] {
  const end = archive.length - 22;
  expect(archive.readUInt32LE(end)).toBe(0x06054b50);
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50);
    const nameLength = archive.readUInt16LE(at + 28);
    const path = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const local = archive.readUInt32LE(at + 42);
    expect(archive.readUInt32LE(local)).toBe(0x04034b50);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const bytes = inflateRawSync(archive.subarray(start, start + archive.readUInt32LE(at + 20)));
    expect(bytes.length).toBe(archive.readUInt32LE(at + 24));
    expect(crc32(bytes)).toBe(archive.readUInt32LE(at + 16));
    at += 46 + nameLength;
    return { path, bytes };
  });
}

describe('zip', () => {
  it('gives back every file under its path, sorted', () => {
    expect(unzip(zip(entries))).toEqual([entries[1], entries[2], entries[0]]);
  });

  it('gives the same bytes in whatever order the files came', () => {
    expect(zip([...entries].reverse()).equals(zip(entries))).toBe(true);
  });
});
