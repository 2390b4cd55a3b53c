import { describe, expect, test } from '@jest/globals';
import { NEW, OLD, plan, REPOSITORY, toldPassedOver, writtenFiles } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

const MIRROR = 'mirror.acme.dev/acme/app';
const CHANGED = `${REPOSITORY}:v2@${NEW}`;

describe('a repository that only looks like the image', () => {
  const lookalike = (text: string, at: string, found: string, reason: string) => ({
    text,
    told: `app values.yaml:${at}: ${found}: ${reason}`,
  });

  test.each([
    [
      'in another registry',
      'values.yaml',
      lookalike(
        `a: {image: "${MIRROR}:v1"}\n`,
        '1:12',
        `${MIRROR}:v1`,
        `it is another repository (${MIRROR}) with the same last part`,
      ),
    ],
    [
      'with a template in its name',
      'values.yaml',
      lookalike(
        'a: {repository: "{{ .r }}/app", tag: v1}\n',
        '1:38',
        '{{ .r }}/app:v1',
        'a template writes its repository, which ends in the same part',
      ),
    ],
  ])('%s is told beside it', (_name, path, { text, told }) => {
    const result = plan({ [path]: `${text}b: {image: "${REPOSITORY}:v1"}\n` });
    expect(writtenFiles(result)).toEqual({ [path]: `${text}b: {image: "${CHANGED}"}\n` });
    expect(toldPassedOver(result)).toEqual([told]);
    expect(result.refusals).toEqual([]);
  });

  test.each([
    ['in another registry', `a: {image: "${MIRROR}:v1"}\n`],
    ['with a template in its name', 'a: {repository: "{{ .r }}/app", tag: v1}\n'],
  ])('%s is no image where there is no other', (_name, text) => {
    const result = plan({ 'values.yaml': text });
    expect(result.files).toEqual([]);
    expect(result.refusals).toMatchObject([{ code: 'REFERENCE_NOT_FOUND', location: { line: 1 } }]);
  });

  test('with a variable in its name is told beside it', () => {
    const text = `services: {a: {image: "\${R}/app:v1"}, b: {image: "${REPOSITORY}:v1"}}\n`;
    const result = plan({ 'compose.yaml': text });
    expect(writtenFiles(result)).toEqual({ 'compose.yaml': text.replace(`${REPOSITORY}:v1`, CHANGED) });
    expect(toldPassedOver(result)).toEqual([
      'app compose.yaml:1:33: ${R}/app:v1: a variable decides its repository (${R}/app)',
    ]);
    expect(result.refusals).toEqual([]);
  });

  test.each([
    ['a longer last part', `a: {image: "ghcr.io/acme/my-app:v1"}\n`],
    ['a last part with a template at its end', 'a: {repository: "ghcr.io/acme/app{{ .r }}", tag: v1}\n'],
    ['a known repository', `a: {image: "${MIRROR}:v1"}\n`],
  ])('is no obstacle with %s', (_name, text) => {
    const result = plan(
      { 'values.yaml': `${text}b: {image: "${REPOSITORY}:v1"}\n` },
      {},
      { expected: [MIRROR] },
    );
    expect(result.refusals).toEqual([]);
    expect(toldPassedOver(result)).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'values.yaml': `${text}b: {image: "${CHANGED}"}\n` });
  });

  test.each([
    ['tag', 'tag: v1', 'tag: v2'],
    ['digest', `digest: "${OLD}"`, `digest: "${NEW}"`],
  ])('is the image itself where both names share a %s', (_name, before, after) => {
    const image = (part: string) => `image: {name: ${MIRROR}, repository: ${REPOSITORY}, ${part}}\n`;
    const result = plan({ 'values.yaml': image(before) });
    expect(result.refusals).toEqual([]);
    expect(toldPassedOver(result)).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'values.yaml': image(after) });
  });

  test('is the image itself where both share a tag, whatever else stands beside one of them', () => {
    const text = yaml`
      a: {repository: ${REPOSITORY}, tag: &t v1}
      b: {repository: ${MIRROR}, tag: *t , digest: "${OLD}"}
    `;
    const result = plan({ 'values.yaml': text });
    expect(toldPassedOver(result)).toEqual([]);
    expect(result.refusals).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('an anchor shares the value') },
    ]);
  });

  test('is told also without a tag', () => {
    const text = yaml`
      a: {repository: ${REPOSITORY}, tag: v1}
      b: {repository: ${MIRROR}}
    `;
    expect(plan({ 'values.yaml': text })).toMatchObject({
      refusals: [],
      passedOver: [{ location: { line: 2 } }],
    });
  });

  test.each([
    ['a short name', 'nginx', 0],
    ['the library of Docker Hub', 'docker.io/library/nginx', 0],
    ['another spelling', 'index.docker.io/nginx', 0],
    ['nothing that is no reference', 'Not A Reference', 1],
  ])('is known by %s', (_name, known, told) => {
    const text = yaml`
      a: {image: "nginx:v1"}
      b: {image: "ghcr.io/acme/nginx:v1"}
    `;
    const result = plan({ 'values.yaml': text }, { repository: 'ghcr.io/acme/nginx' }, { expected: [known] });
    expect(result.refusals).toEqual([]);
    expect(result.passedOver).toHaveLength(told);
  });
});
