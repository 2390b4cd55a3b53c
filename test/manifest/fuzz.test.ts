import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeManifest } from '../../src/manifest/text/decode.ts';
import { planted } from './generated.ts';
import { NEW, plan } from './promotion.ts';
import { rounds } from '../rounds.ts';
import { yaml } from '../yaml.ts';

const REFERENCE = 'image: ghcr.io/acme/app:v1\n';
const PATHS = [
  'values.yaml',
  'kustomization.yaml',
  'deploy.json',
  'compose.yaml',
  '.env',
  'main.tf',
] as const;

/** Whatever comes in: no exception, and a file that would be written differs in its splices alone. */
function survives(path: string, text: string): void {
  const result = plan({ [path]: text });
  for (const file of result.files) {
    let rest = file.after;
    let at = 0;
    for (const { start, end, text: written } of file.splices) {
      expect(rest.startsWith(text.slice(at, start) + written)).toBe(true);
      rest = rest.slice(start - at + written.length);
      at = end;
    }
    expect(rest).toBe(text.slice(at));
  }
  expect(result.files.length === 0 || result.refusals.length === 0).toBe(true);
}

describe('never a crash', () => {
  test('on random bytes around a reference', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom(...PATHS),
        (before, after, path) => {
          const bytes = Buffer.concat([before, Buffer.from(`\n${REFERENCE}`), after]);
          const decoded = decodeManifest(path, bytes);
          if (decoded.ok) survives(path, decoded.value.text);
          else expect(decoded.problem.code).toBe('FILE_UNREADABLE');
        },
      ),
      rounds(1500),
    );
  });

  test('on random characters that YAML cares about', () => {
    const unit = fc.constantFrom(
      ...'[]{}:,-?&*!|>\'"%@`#\\ \t\r\n~<=.ab\ud800\ufeff\u2028é🚀'.split(''),
      'image: ',
      'ghcr.io/acme/app',
      ':v1',
      'tag: ',
      '<<: ',
      '{{',
      '}}',
      '---\n',
      '&a ',
      '*a ',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), fc.constantFrom(...PATHS), (text, path) =>
        survives(path, text),
      ),
      rounds(4000),
    );
  });

  test('on a file cut off anywhere', () => {
    fc.assert(
      fc.property(planted, fc.double({ min: 0, max: 1, noNaN: true }), ({ path, text }, share) => {
        survives(path, text.slice(0, Math.floor(text.length * share)));
      }),
      rounds(600),
    );
  });

  test('on keys that a prototype has', () => {
    const text = yaml`
      __proto__:
        image: ghcr.io/acme/app:v1
      constructor: {prototype: {image: "ghcr.io/acme/app:v0"}}
      toString: 1
      kind2: x
    `;
    const result = plan({ 'values.yaml': text });
    expect(result.files.map((file) => file.after)).toEqual([
      text.replace(':v1', `:v2@${NEW}`).replace(':v0', `:v2@${NEW}`),
    ]);
    for (const kind of ['__proto__', 'constructor', 'toString'])
      survives(
        'a.yaml',
        yaml`
          kind: ${kind}
          apiVersion: argoproj.io/v1
          spec: {image: "ghcr.io/acme/app:v1"}
        `,
      );
  });
});

/**
 * Texts built to exhaust a reader, each with what becomes of it. A test that hangs fails by its time limit. A
 * text is built when its test runs, so that the memory holds one of them.
 */
describe('never a hang', () => {
  const deep = 100_000;
  const bomb = (levels: number) =>
    Array.from(
      { length: levels },
      (_, index) =>
        `l${index}: &l${index} [${Array(9)
          .fill(index === 0 ? 'x' : `*l${index - 1}`)
          .join(', ')}]\n`,
    ).join('');
  const merges = (levels: number) =>
    Array.from(
      { length: levels },
      (_, index) =>
        `m${index}: &m${index} {${index === 0 ? 'k: 1' : `<<: [*m${index - 1}, *m${index - 1}]`}}\n`,
    ).join('');

  test.each([
    [
      'flow lists nested a hundred thousand deep',
      () => yaml`
        ${'['.repeat(deep)}
        ${REFERENCE}
      `,
      'FILE_UNREADABLE',
    ],
    [
      'dashes nested a hundred thousand deep',
      () => yaml`
        ${'- '.repeat(deep)}x
        ${REFERENCE}
      `,
      'FILE_UNREADABLE',
    ],
    [
      'indents nested two thousand deep',
      () => yaml`
        ${Array.from({ length: 2000 }, (_, index) => `${' '.repeat(index)}k:\n`).join('')}

        ${REFERENCE}
      `,
      'FILE_UNREADABLE',
    ],
    ['an alias bomb', () => `${bomb(30)}${REFERENCE}`, 'FILE_UNREADABLE'],
    [
      'a bomb of merge keys',
      () => yaml`
        ${merges(60)}
        m: {<<: *m59}
        ${REFERENCE}
      `,
      undefined,
    ],
    ['fifty megabytes', () => `${REFERENCE}${'a: b\n'.repeat(10_000_000)}`, 'FILE_UNREADABLE'],
    ['too many documents', () => `${'---\n'.repeat(20_000)}${REFERENCE}`, 'FILE_UNREADABLE'],
    [
      'a megabyte on one line',
      () => yaml`
        x: ${'y'.repeat(1_000_000)}
        ${REFERENCE}
      `,
      undefined,
    ],
    [
      'a megabyte of quotes on one line',
      () => yaml`
        x: "${'\\"'.repeat(500_000)}"
        ${REFERENCE}
      `,
      undefined,
    ],
    [
      'a megabyte of braces',
      () => yaml`
        x: "${'{{ '.repeat(300_000)}"
        ${REFERENCE}
      `,
      undefined,
    ],
    [
      'fifty thousand blocks with an action',
      () => yaml`
        x:
        ${'- |\n  {{ x }}\n'.repeat(50_000)}
        ${REFERENCE}
      `,
      undefined,
    ],
    [
      'a hundred thousand quoted line separators',
      () => yaml`
        x: [${'"\u2028",'.repeat(100_000)}]
        ${REFERENCE}
      `,
      undefined,
    ],
    [
      'a hundred thousand comments',
      () => `${'# ghcr.io/acme/app:v1\n'.repeat(100_000)}${REFERENCE}`,
      undefined,
    ],
    ['twenty thousand equal keys', () => `${'k: v\n'.repeat(20_000)}${REFERENCE}`, undefined],
    ['the image under ten thousand equal keys', () => REFERENCE.repeat(10_000), 'REFERENCE_UNEDITABLE'],
  ])('on %s', (_name, text, code) => {
    const result = plan({ 'values.yaml': text() });
    const codes = new Set(result.refusals.map((refusal) => refusal.code));
    expect([...codes]).toEqual(code === undefined ? [] : [code]);
    expect(result.files).toHaveLength(code === undefined ? 1 : 0);
  });

  test('on twenty thousand aliases of one anchor', () => {
    const text = yaml`
      a: &a x
      ${Array.from({ length: 20_000 }, (_, index) => `k${index}: *a\n`).join('')}
      ${REFERENCE}
    `;
    expect(plan({ 'values.yaml': text }).files).toHaveLength(1);
  });

  test('on five thousand references in one file', () => {
    const text = Array.from(
      { length: 5000 },
      (_, index) => `k${index}: {image: "ghcr.io/acme/app:v1"}\n`,
    ).join('');
    const result = plan({ 'values.yaml': text });
    expect(result.edits).toHaveLength(5000);
    expect(result.files[0]?.splices).toHaveLength(5000);
  });
});
