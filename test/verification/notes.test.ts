import { afterAll, expect, test } from '@jest/globals';
import type { BroughtImage } from '../../src/verification/brought-images.ts';
import { imageNotes, NOTE_CODES, type TagStanding } from '../../src/verification/notes.ts';
import { digestOf } from '../promotion/gates/a-question.ts';

const reached = new Set<string>();
afterAll(() => {
  expect(NOTE_CODES.filter((code) => !reached.has(code))).toEqual([]);
});

const image: BroughtImage = { name: 'api', digest: digestOf('1'), tag: 'v1', resolved: false, places: [] };

test.each<[string, Partial<BroughtImage>, TagStanding, string]>([
  ['a tag that is the digest', {}, digestOf('1'), ''],
  ['a digest without a tag', { tag: undefined }, digestOf('1'), ''],
  ['a digest without a tag, and no answer', { tag: undefined }, 'unread', ''],
  ['a tag that moved', {}, digestOf('2'), 'TAG_MOVED'],
  ['a tag that is gone', {}, 'gone', 'TAG_GONE'],
  ['a tag of which nobody knows', {}, 'unread', 'TAG_UNREAD'],
  ['a tag alone', { resolved: true }, digestOf('1'), 'NOT_PINNED'],
])('%s', (_, changes, standing, code) => {
  const notes = imageNotes('prod', { ...image, ...changes }, standing);
  for (const note of notes) {
    reached.add(note.code);
    expect(note.words).toMatch(/^prod: .*\bapi\b.*\.$/);
  }
  expect(notes.map((note) => note.code).join()).toBe(code);
});
