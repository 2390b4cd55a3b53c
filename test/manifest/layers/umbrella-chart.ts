import { expect } from '@jest/globals';
import { NEW, OLD, plan, REPOSITORY } from '../promotion.ts';
import type { Files } from './layered-files.ts';
import { yaml } from '../../yaml.ts';

/** The Chart.yaml of the umbrella chart; `chartOf` gives it dependencies. */
export const CHART = yaml`
  apiVersion: v2
  name: shop
  version: 1.0.0
`;

/** Values of a sub-chart that leave the tag to the umbrella chart. */
export const NO_TAG = yaml`
  image:
    repository: ${REPOSITORY}
`;

/** Values of the umbrella chart, with a tag for its sub-chart `app`. */
export const TAG = yaml`
  app:
    image:
      tag: v1
`;

export const chartOf = (...dependencies: readonly string[]) =>
  yaml`
    ${CHART}
    dependencies:
    ${dependencies.map((one) => `- {${one}}\n`).join('')}
  `;

/** `values` below a key. */
export const at = (key: string, values: string) => yaml`
  ${key}:
    ${values}
`;

/** The files that the promotion changes, as they are then; throws what was refused. */
export function changes(files: Files): Files {
  const result = plan(files);
  expect(result.refusals).toEqual([]);
  return Object.fromEntries(result.files.map(({ path, after }) => [path, after]));
}

/** The old tag and digest of the image exchanged for the new ones, wherever they stand in these files. */
export function promoted(files: Files, ...paths: readonly string[]): Files {
  return Object.fromEntries(
    paths.map((path) => [
      path,
      files[path]?.replaceAll(/\bv1$|\bv1(?=})/gm, 'v2').replaceAll(OLD, NEW) ?? '',
    ]),
  );
}
