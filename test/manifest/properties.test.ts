import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { findReferences } from '../../src/manifest/find-references.ts';
import type { ManifestPlan } from '../../src/manifest/plan.ts';
import { readsAsOtherThanString } from '../../src/manifest/yaml/plain-scalar.ts';
import { anyTag, planted, type Planted } from './generated.ts';
import { plan, REPOSITORY } from './promotion.ts';
import { rounds } from '../rounds.ts';

const RUNS = rounds(400);

function promote({ path, text }: Planted, tag: string): ManifestPlan {
  return plan({ [path]: text }, { tag, pin: 'tag' });
}

function after(document: Planted, tag: string): string {
  const result = promote(document, tag);
  expect(result.refusals).toEqual([]);
  return result.files[0]?.after ?? document.text;
}

/** What a reader of that version makes of all documents, as JSON with a mark for what JSON cannot hold. */
function read(text: string, version: '1.1' | '1.2'): unknown {
  return parseAllDocuments(text.replace(/^\ufeff/, ''), {
    version,
    uniqueKeys: false,
    logLevel: 'silent',
  }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS({ mapAsMap: true });
  });
}

function tagRead(text: string, version: '1.1' | '1.2'): unknown {
  const [first] = parseAllDocuments(text.replace(/^\ufeff/, ''), {
    version,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const tag: unknown = first?.getIn(['image', 'tag']);
  if (tag !== undefined) return tag;
  const image: unknown = first?.get('image');
  return typeof image === 'string' ? image.trim().slice(REPOSITORY.length + 1) : image;
}

describe('for documents of every style', () => {
  test('bringing in what is there already changes nothing, or puts quotes around a number', () => {
    fc.assert(
      fc.property(planted, (document) => {
        const { files, refusals } = promote(document, document.tag);
        expect(refusals).toEqual([]);
        for (const { splices } of files) {
          expect(readsAsOtherThanString(document.tag)).toBe(true);
          expect(splices.map(({ text }) => text)).toEqual([`"${document.tag}"`]);
        }
      }),
      RUNS,
    );
  });

  test('outside the splices every character stays', () => {
    fc.assert(
      fc.property(planted, anyTag, (document, tag) => {
        const [file] = promote(document, tag).files;
        fc.pre(file !== undefined);
        const [splice, ...others] = file.splices;
        expect(others).toEqual([]);
        const { start = 0, end = 0, text = '' } = splice ?? {};
        expect(file.after.slice(0, start)).toBe(document.text.slice(0, start));
        expect(file.after.slice(start + text.length)).toBe(document.text.slice(end));
        expect(text.replace(/^"|"$/g, '')).toContain(tag);
      }),
      RUNS,
    );
  });

  test('going to B and back to A is where it started, but for quotes that a tag needed on the way', () => {
    fc.assert(
      fc.property(planted, anyTag, (document, tag) => {
        const there = after(document, tag);
        const back = after({ ...document, text: there }, document.tag);
        expect(back.replaceAll(/["']/g, '')).toBe(document.text.replaceAll(/["']/g, ''));
        if (!/[0-9]$|^[yn]/.test(tag) && !/^[0-9]/.test(document.tag))
          expect(back.length - document.text.length).toBeLessThanOrEqual(2);
      }),
      RUNS,
    );
  });

  test('a reader of YAML 1.1 and one of 1.2 see the new tag as a string, and the rest as before', () => {
    fc.assert(
      fc.property(planted, anyTag, (document, tag) => {
        fc.pre(document.tag !== tag);
        const text = after(document, tag);
        for (const version of ['1.1', '1.2'] as const) {
          expect(tagRead(text, version)).toBe(tag);
          const same = after({ ...document, text }, 'same');
          expect(read(same, version)).toEqual(read(after(document, 'same'), version));
        }
      }),
      RUNS,
    );
  });

  test('what is declared afterwards is the target', () => {
    fc.assert(
      fc.property(planted, anyTag, (document, tag) => {
        const files = [{ path: document.path, text: after(document, tag) }];
        const found = findReferences(files, [{ name: 'app', repository: REPOSITORY }]);
        expect(found.map(({ declared }) => declared.tag)).toEqual([tag]);
      }),
      RUNS,
    );
  });
});
