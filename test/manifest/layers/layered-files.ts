import { expect } from '@jest/globals';
import { OLD, plan, REPOSITORY } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

export type Files = Readonly<Record<string, string>>;

/** Values of a chart that name the image. */
export const BASE = yaml`
  image:
    repository: ${REPOSITORY}
    tag: v1
`;

/** A layer with a digest, which would beat the new tag if it stayed. */
export const STALE = yaml`
  image:
    digest: ${OLD}
`;

/** A layer with a tag of its own. */
export const TAG = yaml`
  image:
    tag: v0
`;

/** The paths that the promotion changes; throws what was refused. */
export function changed(files: Files): readonly string[] {
  const result = plan(files);
  expect(result.refusals).toEqual([]);
  return result.files.map(({ path }) => path).sort();
}

const API: Readonly<Record<string, string>> = {
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  Application: 'argoproj.io/v1alpha1',
};

/** An object of a cluster; `body` is what stands beside its metadata. */
export function object(kind: string, name: string, body: string): string {
  return yaml`
    apiVersion: ${API[kind] ?? 'v1'}
    kind: ${kind}
    metadata:
      name: ${name}
    ${body}
  `;
}
