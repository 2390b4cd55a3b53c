import { describe, expect, test } from '@jest/globals';
import {
  formatMarker,
  type Marker,
  parseMarker,
  withClosedMark,
} from '../../../src/promotion/pull-request/marker.ts';
import { digestOf } from '../gates/a-question.ts';

const marker: Marker = {
  v: 1,
  key: 'c'.repeat(64),
  environment: 'prod',
  unit: 'api',
  images: { api: digestOf('2') },
  superseded: [],
};
const other: Marker = { ...marker, key: 'd'.repeat(64) };

describe('the marker of a description', () => {
  test('is one comment that nothing in it ends', () => {
    const text = formatMarker({ ...marker, unit: '--> <b>x</b> <!-- -- --->' });
    expect(text).toMatch(/^<!-- waybill \{[^<>\n]*\} -->$/);
    expect(text.slice(4, -3)).not.toContain('--');
    expect(parseMarker(text)?.unit).toBe('--> <b>x</b> <!-- -- --->');
  });

  test('keeps the twenty newest of what was superseded', () => {
    const superseded = Array.from({ length: 21 }, (_, index) => ({
      api: digestOf((index % 16).toString(16)),
      web: digestOf(index < 16 ? '0' : '1'),
    }));
    expect(parseMarker(formatMarker({ ...marker, superseded }))?.superseded).toEqual(superseded.slice(0, 20));
  });

  test.each<[string, string, string | undefined]>([
    ['at the beginning', `${formatMarker(marker)} text`, marker.key],
    ['the last of two', `${formatMarker(other)}\n${formatMarker(marker)}`, marker.key],
    ['before one that is cut off', `${formatMarker(marker)}\n<!-- waybill {"v":1,`, marker.key],
    ['before one that is none', `${formatMarker(marker)}\n<!-- waybill {} -->`, marker.key],
    ['after one that is none', `<!-- waybill x -->${formatMarker(marker)}`, marker.key],
    ['nowhere', 'Text.', undefined],
    ['in a description that is empty', '', undefined],
  ])('is read %s', (_where, body, key) => {
    expect(parseMarker(body)?.key).toBe(key);
  });

  test.each<[string, object]>([
    ['of another version', { v: 2 }],
    ['whose key is too short', { key: 'c'.repeat(63) }],
    ['whose key is too long', { key: 'c'.repeat(65) }],
    ['whose key is no hexadecimal number', { key: 'x'.repeat(64) }],
    ['that proposes what is no digest', { images: { api: 'v2' } }],
    ['that proposes a number', { images: { api: 2 } }],
    ['that superseded what is no digest', { superseded: [{ api: 'v1' }] }],
    ['that says it was not closed', { closed: false }],
  ])('is none %s', (_what, change) => {
    expect(parseMarker(`<!-- waybill ${JSON.stringify({ ...marker, ...change })} -->`)).toBeUndefined();
  });
});

describe('a description that says that Waybill closed its pull request', () => {
  test('is the same but for that', () => {
    expect(withClosedMark(`Text.\n\n${formatMarker(marker)}`)).toBe(
      `Text.\n\n${formatMarker({ ...marker, closed: true })}`,
    );
  });

  test.each([
    ['a note', '\n\nSee the minutes of Monday.'],
    ['what only begins like a marker', '\n\n<!-- waybill was here -->'],
  ])('keeps %s below the marker', (_what, below) => {
    const body = withClosedMark(`Text.\n\n${formatMarker(marker)}${below}`);
    expect(body).toBe(`Text.\n\n${formatMarker({ ...marker, closed: true })}${below}`);
    expect(parseMarker(body)?.closed).toBe(true);
  });

  test('stays as it is without a marker', () => {
    for (const body of ['Text.', '', 'Text <!-- waybill -->']) expect(withClosedMark(body)).toBe(body);
  });
});
