/**
 * The one file format of heads, word tables and models. A file is read by a view over its bytes: nothing is copied,
 * and nothing is believed before magic, version, checksum, sizes and bounds have been checked.
 *
 *   0   4 bytes   "INKL"
 *   4   uint16    format version (1)
 *   6   uint16    0
 *   8   uint32    CRC-32 of everything from byte 12 on
 *   12  uint32    length of the header in bytes
 *   16  header    JSON, UTF-8: {kind, fields, sections: [{name, type, length, offset}]}
 *   ..  sections  each at a multiple of 8, little-endian, padded with zeros
 */
import { ElmError } from '../errors.ts';
import { crc32 } from './crc32.ts';

const MAGIC = 0x4c4b4e49; // "INKL", little-endian
const FORMAT = 1;
const HEADER_START = 16;
const MAX_HEADER = 1 << 16;
const MAX_SECTIONS = 32;
/** No file of ours comes near: what is longer is not one. */
export const MAX_FILE_BYTES = 1 << 26;

export const TYPES = {
  i8: Int8Array,
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;
export type SectionType = keyof typeof TYPES;
export type Section = Int8Array | Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

export interface Container {
  kind: string;
  /** Whatever the kind keeps beside its arrays. Not validated here beyond being a JSON object. */
  fields: Record<string, unknown>;
  sections: Record<string, Section>;
  /** The checksum, 8 hex digits: names this exact file. */
  digest: string;
}

/**
 * Writes a file. The same content gives the same bytes.
 * @throws ElmError for what could not be read again: too much of anything
 */
export function writeContainer(
  kind: string,
  fields: Record<string, unknown>,
  sections: Record<string, Section>,
): Uint8Array {
  const names = Object.keys(sections);
  if (names.length > MAX_SECTIONS) throw new ElmError('sections', `at most ${MAX_SECTIONS}`, names.length);
  const layOut = (start: number) => {
    let offset = start;
    return names.map((name) => {
      const data = sections[name];
      const entry = { name, type: typeOf(data), length: data.length, offset };
      offset = align(offset + data.byteLength);
      return entry;
    });
  };
  const encode = (start: number) =>
    new TextEncoder().encode(JSON.stringify({ kind, fields, sections: layOut(start) }));
  // Offsets are written in the header whose length moves them: a few rounds settle it.
  let start = HEADER_START;
  let header = encode(start);
  while (align(HEADER_START + header.length) !== start) {
    start = align(HEADER_START + header.length);
    header = encode(start);
  }
  const entries = layOut(start);
  const last = entries.at(-1);
  const size = last ? align(last.offset + sections[last.name].byteLength) : start;
  if (header.length > MAX_HEADER)
    throw new ElmError('fields', `at most ${MAX_HEADER} bytes as JSON`, header.length);
  if (size > MAX_FILE_BYTES) throw new ElmError('sections', `at most ${MAX_FILE_BYTES} bytes`, size);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, FORMAT, true);
  view.setUint32(12, header.length, true);
  bytes.set(header, HEADER_START);
  for (const { name, offset } of entries) {
    const data = sections[name];
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
  }
  view.setUint32(8, crc32(bytes.subarray(12)), true);
  return bytes;
}

/**
 * Opens a file of the given kind, or of any. The sections are views over `bytes`, which must not be changed
 * afterwards.
 * @throws ElmError when the bytes are no such file, are damaged, or describe sections that they don't hold
 */
export function readContainer(bytes: Uint8Array, kind?: string): Container {
  if (!(bytes instanceof Uint8Array)) throw new ElmError('file', 'a Uint8Array', bytes);
  if (bytes.length < HEADER_START || bytes.length > MAX_FILE_BYTES)
    throw new ElmError('file', `${HEADER_START} to ${MAX_FILE_BYTES} bytes`, bytes.length);
  // Views need aligned bytes, and none that another thread can change: those are copied once.
  const own = bytes.byteOffset % 8 === 0 && bytes.buffer instanceof ArrayBuffer ? bytes : bytes.slice();
  const view = new DataView(own.buffer, own.byteOffset, own.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new ElmError('file', 'the magic "INKL"', own.subarray(0, 4));
  const format = view.getUint16(4, true);
  if (format !== FORMAT) throw new ElmError('file format version', String(FORMAT), format);
  if (view.getUint16(6, true) !== 0) throw new ElmError('file byte 6', '0', view.getUint16(6, true));
  const checksum = crc32(own.subarray(12));
  if (view.getUint32(8, true) !== checksum) throw new ElmError('file', 'an undamaged file (checksum)', own);
  const headerLength = view.getUint32(12, true);
  if (headerLength > MAX_HEADER || HEADER_START + headerLength > own.length)
    throw new ElmError('header length', `at most ${MAX_HEADER} and inside the file`, headerLength);
  const header = parse(own.subarray(HEADER_START, HEADER_START + headerLength));
  const found = header.kind;
  if (typeof found !== 'string' || (kind !== undefined && found !== kind))
    throw new ElmError('file kind', kind === undefined ? 'a string' : `"${kind}"`, found);
  if (!isObject(header.fields)) throw new ElmError('header.fields', 'an object', header.fields);
  if (!Array.isArray(header.sections) || header.sections.length > MAX_SECTIONS)
    throw new ElmError('header.sections', `a list of at most ${MAX_SECTIONS}`, header.sections);
  const sections: Record<string, Section> = Object.create(null);
  let free = HEADER_START + headerLength;
  for (const entry of header.sections as unknown[]) {
    if (!isObject(entry)) throw new ElmError('section', 'an object', entry);
    const { name, type, length, offset } = entry;
    if (typeof name !== 'string' || name in sections) throw new ElmError('section.name', 'a new name', name);
    if (typeof type !== 'string' || !Object.hasOwn(TYPES, type))
      throw new ElmError('section.type', Object.keys(TYPES).join(', '), type);
    const Type = TYPES[type as SectionType];
    if (!isCount(offset) || offset % 8 !== 0 || offset < free)
      throw new ElmError('section.offset', 'a multiple of 8 behind the section before', offset);
    if (!isCount(length) || offset + length * Type.BYTES_PER_ELEMENT > own.length)
      throw new ElmError('section.length', 'a length inside the file', length);
    sections[name] = new Type(own.buffer as ArrayBuffer, own.byteOffset + offset, length);
    free = offset + length * Type.BYTES_PER_ELEMENT;
  }
  return { kind: found, fields: header.fields, sections, digest: checksum.toString(16).padStart(8, '0') };
}

/** The section `name`, if it has that type and length. */
export function requireSection<T extends SectionType>(
  container: Container,
  name: string,
  type: T,
  length?: number,
): InstanceType<(typeof TYPES)[T]> {
  const section = container.sections[name];
  if (!(section instanceof TYPES[type]) || (length !== undefined && section.length !== length))
    throw new ElmError(`section ${name}`, `${type}${length === undefined ? '' : ` × ${length}`}`, section);
  return section as InstanceType<(typeof TYPES)[T]>;
}

/** The name that a file has for an array's type. */
export function typeOf(data: Section): SectionType {
  return (Object.keys(TYPES) as SectionType[]).find((type) => data instanceof TYPES[type])!;
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ElmError('header', 'JSON in UTF-8', bytes);
  }
  if (!isObject(value)) throw new ElmError('header', 'an object', value);
  return value;
}

/** Whether it is what JSON calls an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_FILE_BYTES;
}

function align(offset: number): number {
  return (offset + 7) & ~7;
}
