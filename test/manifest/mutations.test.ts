import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applySplices } from '../../src/manifest/edit/prove.ts';
import { plan } from './promotion.ts';
import { rounds } from '../rounds.ts';

const GOLDEN = join(import.meta.dirname, '../golden');
const inputs = readdirSync(GOLDEN, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /[\\/]input(?:[\\/]|$)/.test(entry.parentPath))
  .map((entry) => ({ path: entry.name, text: readFileSync(join(entry.parentPath, entry.name), 'utf8') }));

const TOKENS = ['\n', ' ', '  ', '\t', '#', ' # x', '"', "'", '{', '}', '[', ']', ':', ': ', ',', '- ', '|', '>', '&a ', '*a',
  '!t ', '\r', '{{', '}}', '<<: ', '? ', '\n\n', '---\n', '@', 'v1', '%', '\\', '']; // prettier-ignore

/** Replaces `width` characters somewhere by a token; an empty token deletes. */
const mutation = fc.record({
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  width: fc.nat(4),
  token: fc.constantFrom(...TOKENS),
});

test('a real file with a few characters changed is edited with proof, or refused, and never anything else', () => {
  expect(inputs.length).toBeGreaterThan(100);
  fc.assert(
    fc.property(
      fc.constantFrom(...inputs),
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      ({ path, text }, mutations) => {
        let mutated = text;
        for (const { place, width, token } of mutations) {
          const at = Math.floor(place * mutated.length);
          mutated = mutated.slice(0, at) + token + mutated.slice(at + width);
        }
        const result = plan({ [path]: mutated }, {}, { appVersionOf: 'app' });
        expect(result.refusals.map((refusal) => refusal.code)).not.toContain('EDIT_UNPROVEN');
        for (const file of result.files) expect(applySplices(mutated, file.splices).after).toBe(file.after);
        const again = Object.fromEntries(result.files.map((file) => [file.path, file.after]));
        if (result.files.length > 0) expect(plan(again, {}, { appVersionOf: 'app' }).files).toEqual([]);
      },
    ),
    rounds(4000),
  );
});
