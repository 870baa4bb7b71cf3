import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ElmError } from '../../../../src/elm/errors.ts';
import { readContainer, requireSection, writeContainer } from '../../../../src/elm/file/container.ts';
import { crc32 } from '../../../../src/elm/file/crc32.ts';
import { decodeAscending, encodeAscending } from '../../../../src/elm/file/deltas.ts';

const sample = () =>
  writeContainer(
    'sample',
    { words: ['a', 'ü'], room: '.'.repeat(40) },
    {
      small: Int8Array.of(-1, 2, 3),
      floats: Float32Array.of(0.5, -2),
      wide: Uint32Array.of(1, 2 ** 32 - 1),
      none: new Uint8Array(0),
    },
  );

/** Makes the checksum right again, so that what lies behind it is what gets tested. */
function resign(bytes: Uint8Array): Uint8Array {
  new DataView(bytes.buffer).setUint32(8, crc32(bytes.subarray(12)), true);
  return bytes;
}

function withHeader(
  change: (header: { sections: Record<string, unknown>[]; fields?: unknown }) => void,
): Uint8Array {
  const bytes = sample();
  const length = new DataView(bytes.buffer).getUint32(12, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(16, 16 + length)));
  // The changed header may be longer, but the sections stay where they are.
  header.fields = {};
  change(header);
  const text = new TextEncoder().encode(JSON.stringify(header));
  if (text.length > length) throw new Error('the changed header is longer');
  bytes.fill(0x20, 16, 16 + length);
  bytes.set(text, 16);
  return resign(bytes);
}

describe('container', () => {
  it('gives back what was written', () => {
    const file = readContainer(sample(), 'sample');
    expect(file.fields).toMatchObject({ words: ['a', 'ü'] });
    expect(file.sections.small).toEqual(Int8Array.of(-1, 2, 3));
    expect(file.sections.floats).toEqual(Float32Array.of(0.5, -2));
    expect(file.sections.wide).toEqual(Uint32Array.of(1, 2 ** 32 - 1));
    expect(requireSection(file, 'none', 'u8', 0)).toHaveLength(0);
  });

  it('is the same bytes for the same content, and names them', () => {
    expect(sample()).toEqual(sample());
    expect(readContainer(sample(), 'sample').digest).toMatch(/^[0-9a-f]{8}$/);
  });

  it('copies nothing: sections are views of the file, wherever it lies', () => {
    const bytes = sample();
    expect(readContainer(bytes, 'sample').sections.wide.buffer).toBe(bytes.buffer);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(readContainer(shifted.subarray(3), 'sample').sections.wide).toEqual(
      Uint32Array.of(1, 2 ** 32 - 1),
    );
  });

  it('notices every changed byte', () => {
    const bytes = sample();
    for (let i = 0; i < bytes.length; i++) {
      const damaged = bytes.slice();
      damaged[i] ^= 0x10;
      // Bytes 6 and 7 are reserved and not looked at.
      if (i === 6 || i === 7) continue;
      expect(() => readContainer(damaged, 'sample'), `byte ${i}`).toThrow(ElmError);
    }
  });

  it('refuses files that end early or are not files at all', () => {
    const bytes = sample();
    for (let length = 0; length < bytes.length; length++)
      expect(() => readContainer(bytes.slice(0, length), 'sample')).toThrow(ElmError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(() => readContainer(noise, 'sample')).toThrow(ElmError);
      }),
    );
    expect(() => readContainer(bytes, 'head')).toThrow(/kind/);
  });

  it('refuses sections that lie, even under a right checksum', () => {
    const lies: [string, (section: Record<string, unknown>) => void][] = [
      [
        'a length beyond the file',
        (s) => {
          s.length = 3000;
        },
      ],
      [
        'a length beyond any file',
        (s) => {
          s.length = 9e7;
        },
      ],
      [
        'a negative length',
        (s) => {
          s.length = -1;
        },
      ],
      [
        'a broken length',
        (s) => {
          s.length = 1.5;
        },
      ],
      [
        'an offset inside the header',
        (s) => {
          s.offset = 16;
        },
      ],
      [
        'an odd offset',
        (s) => {
          s.offset = (s.offset as number) + 1;
        },
      ],
      [
        'an unknown type',
        (s) => {
          s.type = 'f9';
        },
      ],
      [
        'a type of the prototype',
        (s) => {
          s.type = 'at';
        },
      ],
      [
        'a name twice',
        (s) => {
          s.name = 'wide';
        },
      ],
    ];
    for (const [what, lie] of lies) {
      expect(
        () =>
          readContainer(
            withHeader(({ sections }) => lie(sections[0])),
            'sample',
          ),
        what,
      ).toThrow(ElmError);
    }
    expect(() =>
      readContainer(
        withHeader((header) => {
          header.fields = 1;
        }),
        'sample',
      ),
    ).toThrow(ElmError);
    expect(
      readContainer(
        withHeader(() => {}),
        'sample',
      ).kind,
    ).toBe('sample');
  });

  it('asks for sections by type and length', () => {
    const file = readContainer(sample(), 'sample');
    expect(() => requireSection(file, 'small', 'u8')).toThrow(/small/);
    expect(() => requireSection(file, 'small', 'i8', 4)).toThrow(/small/);
    expect(() => requireSection(file, 'missing', 'i8')).toThrow(/missing/);
    expect(() => requireSection(file, 'toString', 'i8')).toThrow(/toString/);
  });
});

describe('crc32', () => {
  it('gives the check value of the standard', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });
});

describe('ascending integers', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 262143 }), { maxLength: 300 }), (values) => {
        const ascending = Uint32Array.from(values).sort();
        expect(decodeAscending(encodeAscending(ascending), ascending.length, 262144)).toEqual(ascending);
      }),
    );
  });

  it('are refused when there are fewer, more, or greater ones than said', () => {
    const bytes = encodeAscending(Uint32Array.of(3, 500, 70000));
    expect(() => decodeAscending(bytes, 4, 262144)).toThrow(ElmError);
    expect(() => decodeAscending(bytes, 2, 262144)).toThrow(ElmError);
    expect(() => decodeAscending(bytes, 3, 70000)).toThrow(ElmError);
    expect(() => decodeAscending(bytes, 1e9, 262144)).toThrow(ElmError);
    expect(() => decodeAscending(Uint8Array.of(255, 255, 255, 255, 255, 1), 1, 262144)).toThrow(ElmError);
  });
});
