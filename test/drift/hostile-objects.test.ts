import { expect, test } from '@jest/globals';
import { compareObjects } from '../../src/drift/compare/compare-objects.ts';
import { readObjects } from '../../src/drift/objects/read-objects.ts';
import { driftJson } from '../../src/drift/report/drift-json.ts';
import { driftSarif } from '../../src/drift/report/drift-sarif.ts';
import { driftMarkdown } from '../../src/drift/report/drift-summary.ts';
import { driftText } from '../../src/drift/report/drift-text.ts';

const NOW = new Date('2026-11-28T00:00:00Z');

/** Every form of a report on these objects. */
function reportsOn(declared: unknown, live: unknown): readonly string[] {
  const read = (file: string, value: unknown) => readObjects({ file, text: JSON.stringify(value) });
  const report = compareObjects({
    declared: read('declared.json', declared).objects,
    live: read('live.json', live).objects,
    applied: new Map(),
    isWhole: true,
    unreadable: new Map(),
    problems: [{ file: 'kubectl get', line: 1, reason: 'no\n::error::x' }],
    namespace: 'shop',
    tolerations: [],
    now: NOW,
    agent: undefined,
  });
  const texts = [
    driftText(report).join('\n'),
    driftMarkdown(report),
    JSON.stringify(driftJson(report)),
    JSON.stringify(driftSarif(report, '0')),
  ];
  expect(texts.every((text) => text !== '')).toBe(true);
  return texts;
}

const object = (kind: string, rest: object, annotations: Readonly<Record<string, string>> = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'a', namespace: 'shop', annotations },
  ...rest,
});

const PASSWORD = 'hunter2-and-more';
const ENCODED = btoa(PASSWORD);

test.each([
  ['as data', { data: { p: ENCODED } }, { data: { p: btoa('correct-horse') } }],
  ['as stringData', { stringData: { p: PASSWORD } }, { data: { p: btoa('correct-horse') } }],
  ['that was taken away', { stringData: { p: PASSWORD } }, {}],
])('a value of a Secret is never shown: %s', (_title, declared, live) => {
  for (const text of reportsOn(object('Secret', declared), object('Secret', live))) {
    expect(text).toMatch(/data\.p/);
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(ENCODED);
    expect(text).not.toMatch(/correct-horse|Y29ycmVjdC1ob3JzZQ/);
  }
});

test('a value of a Secret is hidden wherever somebody copied it', () => {
  const secret = object('Secret', { data: { p: ENCODED } });
  const copy = object('ConfigMap', { data: { a: `user:${PASSWORD}@db ${ENCODED}` } });
  secret.metadata.name = 'b';
  for (const text of reportsOn([secret, object('ConfigMap', { data: { a: 'x' } })], [secret, copy])) {
    expect(text).toContain('***');
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(ENCODED);
  }
});

test('a long value of a Secret is hidden where somebody copied it', () => {
  const long = `begin-${'0123456789abcdef'.repeat(600)}`;
  const secret = object('Secret', { data: { p: btoa(long) } });
  secret.metadata.name = 'b';
  const copy = object('ConfigMap', { data: { a: long } });
  for (const text of reportsOn([secret, object('ConfigMap', { data: { a: 'x' } })], [secret, copy]))
    expect(text).not.toContain('begin-0123456789abcdef');
});

test.each(['Secret', 'ConfigMap', 'Deployment'])(
  'what sops encrypted in a %s is not shown, and that is said',
  (kind) => {
    const declared = object(kind, { data: { password: 'ENC[AES256_GCM,data:abc]' }, sops: { mac: 'x' } });
    for (const text of reportsOn(declared, object(kind, { data: { password: btoa(PASSWORD) } }))) {
      expect(text).not.toContain(ENCODED);
      expect(text).not.toContain('ENC[');
    }
    const [plain, markdown, json] = reportsOn(declared, object(kind, { data: { password: btoa(PASSWORD) } }));
    for (const text of [plain, markdown, json]) expect(text).toMatch(/encrypted/);
  },
);

test('lists in lists do not double the time with each level', () => {
  const nested = (end: unknown): unknown => {
    let value: unknown = [end, 'y'];
    for (let level = 0; level < 60; level += 1) value = [value, 'y'];
    return value;
  };
  for (const text of reportsOn(
    object('A', { spec: { a: nested('x') } }),
    object('A', { spec: { a: nested('z') } }),
  ))
    expect(text.length).toBeLessThan(100_000);
});

test('an annotation of a Secret, and what kubectl remembers of any object, are not shown', () => {
  const remembered = { 'kubectl.kubernetes.io/last-applied-configuration': PASSWORD, note: PASSWORD };
  const live = object('Secret', {}, remembered);
  for (const text of reportsOn(object('Secret', {}, { note: 'x' }), live))
    expect(text).not.toContain(PASSWORD);
});

test('nothing of a cluster acts on a terminal, on Markdown or on a log', () => {
  const nasty =
    '\u001b[31m\u202e::error::x\n::set-output name=a::b\n@acme/all fixes #1 <img src=x> `` ``` | a';
  const live = object('ConfigMap', { data: { a: nasty } });
  for (const text of reportsOn(object('ConfigMap', { data: { a: 'x' } }), live)) {
    expect(text).not.toMatch(/\u001b|\u202e/);
    expect(text).not.toMatch(/^::/m);
  }
});

test('huge and deep values end a report neither early nor late', () => {
  const deep = (depth: number): unknown => {
    let value: unknown = 'x';
    for (let level = 0; level < depth; level += 1) value = { a: value };
    return value;
  };
  const lines = (count: number, by: number): string =>
    Array.from({ length: count }, (_, at) => `line ${at * by}`).join('\n');
  const declared = object('Thing', {
    spec: {
      text: lines(40_000, 1),
      list: Array.from({ length: 3000 }, (_, at) => ({ at })),
      deep: deep(400),
    },
  });
  const live = object('Thing', {
    spec: {
      text: lines(40_000, 3),
      list: Array.from({ length: 3000 }, (_, at) => ({ at: -at })),
      deep: { a: deep(398) },
      more: deep(2000),
    },
  });
  for (const text of reportsOn(declared, live)) expect(text).toContain('spec.text');
});
