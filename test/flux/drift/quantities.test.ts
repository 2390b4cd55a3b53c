import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quantityOf } from '../../../src/drift/values/quantity.ts';
import { rounds } from '../../rounds.ts';
import { withReal } from '../../with-real.ts';
import { findKubectl } from './find-kubectl.ts';

const kubectl = findKubectl();

/** Quantities as `kubectl` reads them and writes them back; undefined where it refuses. */
function readBack(quantities: readonly string[]): readonly string[] | undefined {
  if (!kubectl.there) return undefined;
  const hard = quantities.map((text, at) => `count/c${at}.x=${text}`).join(',');
  try {
    const args = ['create', 'quota', 'q', `--hard=${hard}`, '--dry-run=client', '--output=json'];
    const printed = JSON.parse(execFileSync(kubectl.use, args, { encoding: 'utf8', stdio: 'pipe' })) as {
      readonly spec: { readonly hard: Readonly<Record<string, string>> };
    };
    return quantities.map((_text, at) => printed.spec.hard[`count/c${at}.x`] ?? '');
  } catch {
    return undefined;
  }
}

const digits = fc.oneof(
  fc.integer({ min: 0, max: 5000 }).map(String),
  fc
    .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99_999 }))
    .map(([whole, part]) => `${whole}.${part}`),
  fc.integer({ min: 0, max: 999 }).map((part) => `.${part}`),
  fc.integer({ min: 0, max: 999 }).map((whole) => `${whole}.`),
);
const suffix = fc.constantFrom(
  '',
  'n',
  'u',
  'm',
  'k',
  'M',
  'G',
  'T',
  'P',
  'E',
  'Ki',
  'Mi',
  'Gi',
  'Ti',
  'Pi',
  'Ei',
  'e3',
  'E2',
  'e-3',
  'e+2',
);
const quantity = fc.tuple(fc.constantFrom('', '+', '-'), digits, suffix).map((parts) => parts.join(''));

withReal('quantities as Kubernetes reads them', [kubectl], () => {
  test('generated ones mean what kubectl reads', () => {
    fc.assert(
      fc.property(fc.array(quantity, { minLength: 200, maxLength: 200 }), (quantities) => {
        const read = readBack(quantities) ?? [];
        expect(quantities.map(quantityOf)).toEqual(read.map(quantityOf));
        expect(read).not.toContain('');
      }),
      rounds(50),
    );
  }, 120_000);

  test.each(['', '1Kb', '1 Gi', '1e', '0x10', '1ki', '--1', '1Gi2', '1.2.3', '1_000'])(
    '%j is none for either',
    (text) => {
      expect(quantityOf(text)).toBeUndefined();
      expect(readBack([text])).toBeUndefined();
    },
  );
});
