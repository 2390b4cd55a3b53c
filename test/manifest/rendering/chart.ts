import { expect } from '@jest/globals';
import { NEW, plan, REPOSITORY } from '../promotion.ts';
import type { Files } from './real-program.ts';
import { yaml } from '../../yaml.ts';

/** The image as a whole reference after the promotion. */
export const PINNED = `${REPOSITORY}:v2@${NEW}`;

/** The files after the promotion, which sees those that `among` lets through. */
export function afterPromotion(
  files: Files,
  among: (path: string) => boolean,
  pin: 'digest' | 'tag' = 'digest',
): Files {
  const result = plan(Object.fromEntries(Object.entries(files).filter(([path]) => among(path))), { pin });
  expect(result.refusals).toEqual([]);
  return { ...files, ...Object.fromEntries(result.files.map(({ path, after }) => [path, after])) };
}

/** A chart whose pod has the image that its template writes and a web beside it. */
export const chart = (image: string, values: string): Files => ({
  'chart/Chart.yaml': yaml`
    apiVersion: v2
    name: app
    version: 1.0.0
    appVersion: v0
  `,
  'chart/templates/pod.yaml': yaml`
    apiVersion: v1
    kind: Pod
    metadata: {name: app}
    spec:
      containers:
      - name: app
        image: "${image}"
      - name: web
        image: "{{ .Values.web }}"
  `,
  'chart/values.yaml': `${values}web: ghcr.io/acme/web:v1\n`,
});

/** How charts with a `digest` key write their image. */
export const withDigest =
  '{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag }}{{ end }}';
