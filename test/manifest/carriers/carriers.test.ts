import { describe, expect, test } from '@jest/globals';
import { CARRIERS } from './carriers.ts';
import { edited, plan } from '../promotion.ts';

const plant = (text: string, tag: string): string => text.replace('app:@', `app:${tag}`);

describe('a tag planted in every construct of YAML', () => {
  test.each(CARRIERS)('$feature: the tag changes and nothing else', ({ text }) => {
    const tag = { tag: 'v2', pin: 'tag' } as const;
    expect(edited('values.yaml', plant(text, 'v1'), tag)).toBe(plant(text, 'v2'));
  });

  test.each(CARRIERS)('$feature: there and back again is the same', ({ text }) => {
    const there = edited('values.yaml', plant(text, 'v1'), { tag: 'b', pin: 'tag' });
    expect(edited('values.yaml', there, { tag: 'v1', pin: 'tag' })).toBe(plant(text, 'v1'));
  });

  test.each(CARRIERS)('$feature: what stands there already stays', ({ text }) => {
    const result = plan({ 'values.yaml': plant(text, 'v2') }, { pin: 'tag' });
    expect(result).toMatchObject({ files: [], refusals: [], edits: [] });
    expect(result.unchanged).toHaveLength(1);
  });
});
