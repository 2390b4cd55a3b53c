import { expect, test } from '@jest/globals';
import { NEW, OLD, REPOSITORY } from '../promotion.ts';
import { describeWith, render, renderedImages, type Files } from './real-program.ts';
import { yaml } from '../../yaml.ts';
import { PINNED, afterPromotion, chart, withDigest } from './chart.ts';

const withoutDigest = '{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}';

const withGlobal =
  '{{ .Values.global.imageRegistry | default .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}';

const withSha =
  '{{ .Values.image.repository }}:{{ .Values.image.tag }}{{ if .Values.image.sha }}@sha256:{{ .Values.image.sha }}{{ end }}';

describeWith('helm', ['version', '--short'], () => {
  test.each<[string, Files, readonly string[], string]>([
    [
      'no digest key',
      chart(
        withoutDigest,
        yaml`
          image:
            repository: ${REPOSITORY}
            tag: v1
        `,
      ),
      [],
      `${REPOSITORY}:v2`,
    ],
    [
      'a tag that reads as a number',
      chart(
        withoutDigest,
        yaml`
          image:
            repository: ${REPOSITORY}
            tag: 1.10
        `,
      ),
      [],
      `${REPOSITORY}:v2`,
    ],
    [
      'a digest key',
      chart(
        withDigest,
        yaml`
          image:
            repository: ${REPOSITORY}
            tag: v1
            digest: ""
        `,
      ),
      [],
      `${REPOSITORY}@${NEW}`,
    ],
    [
      'a stale digest',
      chart(withDigest, `image: {repository: ${REPOSITORY}, tag: v1, digest: "${OLD}"}\n`),
      [],
      `${REPOSITORY}@${NEW}`,
    ],
    [
      'a hash without its algorithm',
      chart(
        withSha,
        yaml`
          image:
            repository: ${REPOSITORY}
            tag: v1
            sha: ${OLD.slice(7)}
        `,
      ),
      [],
      PINNED,
    ],
    [
      'a tag that is a digest',
      chart(
        '{{ .Values.image.repository }}@{{ .Values.image.tag }}',
        `image: {repository: ${REPOSITORY}, tag: "${OLD}"}\n`,
      ),
      [],
      `${REPOSITORY}@${NEW}`,
    ],
    [
      'values in brackets that close at the start of a line',
      chart(
        withDigest,
        yaml`
          image: {
            repository: ${REPOSITORY},
            tag: v1,
            digest: ""
          }
        `,
      ),
      [],
      `${REPOSITORY}@${NEW}`,
    ],
    [
      'a digest that is null',
      chart(withDigest, `image: {repository: ${REPOSITORY}, tag: ~, digest: null}\n`),
      [],
      `${REPOSITORY}@${NEW}`,
    ],
    ['a whole reference', chart('{{ .Values.image }}', `image: ${REPOSITORY}:v1\n`), [], PINNED],
    [
      'a global registry',
      chart(
        withGlobal,
        yaml`
          global: {imageRegistry: ghcr.io}
          image: {registry: docker.io, repository: acme/app, tag: v1}
        `,
      ),
      [],
      `${REPOSITORY}:v2`,
    ],
    [
      'a tag in a layer',
      {
        ...chart(
          withoutDigest,
          yaml`
            image:
              repository: ${REPOSITORY}
              tag: ""
          `,
        ),
        'prod.yaml': 'image: {tag: v1}\n',
      },
      ['-f', 'prod.yaml'],
      `${REPOSITORY}:v2`,
    ],
    [
      'a stale digest in a layer',
      {
        ...chart(
          withDigest,
          yaml`
            image:
              repository: ${REPOSITORY}
              tag: v1
          `,
        ),
        'prod.yaml': yaml`
          image:
            digest: ${OLD}
        `,
      },
      ['-f', 'prod.yaml'],
      `${REPOSITORY}@${NEW}`,
    ],
    [
      'a global registry in a layer',
      {
        ...chart(withGlobal, 'image: {registry: docker.io, repository: acme/app, tag: v1}\n'),
        'prod.yaml': 'global: {imageRegistry: ghcr.io}\n',
      },
      ['-f', 'prod.yaml'],
      `${REPOSITORY}:v2`,
    ],
    [
      'a default that a layer overrides twice',
      {
        ...chart(
          withoutDigest,
          yaml`
            image:
              repository: ${REPOSITORY}
              tag: v0
          `,
        ),
        'a.yaml': 'image: {tag: v1}\n',
        'b.yaml': 'image: {tag: v1b}\n',
      },
      ['-f', 'a.yaml', '-f', 'b.yaml'],
      `${REPOSITORY}:v2`,
    ],
  ])('%s: the promoted image changes, and nothing else', (_name, files, layers, expected) => {
    const template = (tree: Files) => renderedImages(render(tree, 'helm', ['template', 'chart', ...layers]));
    const after = template(afterPromotion(files, (path) => !path.includes('templates/')));
    expect(after).toEqual([expected, 'ghcr.io/acme/web:v1'].sort());
    expect(template(files)).not.toEqual(after);
  });
});
