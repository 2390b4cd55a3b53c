import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unpackSnappy } from '../../../../src/github/read/attestations/snappy.ts';
import { rounds } from '../../../rounds.ts';

const MOST = 1 << 20;
const unpack = (...bytes: readonly number[]): string | undefined => {
  const unpacked = unpackSnappy(Uint8Array.from(bytes), MOST);
  return unpacked === undefined ? undefined : Buffer.from(unpacked).toString('latin1');
};
const text = (value: string): number[] => [...Buffer.from(value)];

describe('a block of Snappy', () => {
  test.each<[string, readonly number[], string | undefined]>([
    ['nothing', [0], ''],
    ['bytes', [3, 2 << 2, ...text('abc')], 'abc'],
    ['a copy with a short offset', [8, 3 << 2, ...text('abcd'), (0 << 2) | 1, 4], 'abcdabcd'],
    ['a copy with an offset of two bytes', [7, 3 << 2, ...text('abcd'), (2 << 2) | 2, 4, 0], 'abcdabc'],
    ['a copy with an offset of four bytes', [6, 3 << 2, ...text('abcd'), (1 << 2) | 3, 4, 0, 0, 0], 'abcdab'],
    ['a copy of itself', [6, 0, ...text('a'), (1 << 2) | 1, 1], 'aaaaaa'],
    ['a length that is wrong', [4, 2 << 2, ...text('abc')], undefined],
    ['more than its length', [2, 2 << 2, ...text('abc')], undefined],
    ['a copy from before the start', [5, 0, ...text('a'), 1, 2], undefined],
    ['a copy from nowhere', [5, 0, ...text('a'), 1, 0], undefined],
    ['bytes that are cut off', [3, 2 << 2, ...text('ab')], undefined],
    ['a copy that is cut off', [8, 3 << 2, ...text('abcd'), 1], undefined],
    ['no length', [], undefined],
    ['a length without an end', [255, 255, 255, 255, 255, 255], undefined],
    ['more than is taken', [255, 255, 255, 127], undefined],
  ])('%s', (_, bytes, expected) => {
    expect(unpack(...bytes)).toBe(expected);
  });

  test('any bytes come back whole, however long', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000 }), (bytes) => {
        expect(Buffer.from(unpackSnappy(packed(bytes), MOST) ?? [1])).toEqual(Buffer.from(bytes));
      }),
      rounds(200),
    );
  });

  test('whatever somebody sends ends', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const unpacked = unpackSnappy(bytes, 1000);
        expect(unpacked === undefined || unpacked.length <= 1000).toBe(true);
      }),
      rounds(5000),
    );
  });
});

/** The simplest packing there is: one piece that is the bytes themselves. */
function packed(bytes: Uint8Array): Uint8Array {
  const head: number[] = [];
  let rest = bytes.length;
  for (; rest >= 128; rest = Math.floor(rest / 128)) head.push((rest & 127) | 128);
  head.push(rest);
  const last = bytes.length - 1;
  const piece = last < 60 ? [last << 2] : [62 << 2, last & 255, (last >> 8) & 255, last >> 16];
  return Uint8Array.from(bytes.length === 0 ? head : [...head, ...piece, ...bytes]);
}
