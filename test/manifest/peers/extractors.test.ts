import { describe, expect, test } from '@jest/globals';
import { plan } from '../promotion.ts';
import { APP, lines, MANIFESTS } from './renovate-manifests.ts';
import { PIPELINES } from './renovate-pipelines.ts';

test.each([...MANIFESTS, ...PIPELINES])(
  'what Renovate extracts is edited: %s',
  (_manager, path, before, after) => {
    const { files, refusals } = plan({ [path]: before });
    expect(refusals).toEqual([]);
    expect(files[0]?.after).toContain(after);
  },
);

/** Forms that no shape of ours knows. A marker serves them. */
const UNKNOWN: readonly (readonly [manager: string, path: string, text: string])[] = [
  ['cloudbuild', 'cloudbuild.yaml', lines('steps:', `  - name: ${APP}:v1`)],
  [
    'bitbucket-pipelines, pipe',
    'bitbucket-pipelines.yml',
    lines('pipelines:', '  default:', `    - step: {script: [{pipe: "docker://${APP}:v1"}]}`),
  ],
  [
    'helmfile, chart in a registry',
    'helmfile.yaml',
    lines('releases:', '  - name: app', `    chart: oci://${APP}`, '    version: v1'),
  ],
];

describe('what Renovate extracts and Waybill does not know is refused, and the place is named', () => {
  test.each(UNKNOWN)('%s', (_manager, path, text) => {
    const { files, refusals } = plan({ [path]: text });
    expect(files).toEqual([]);
    expect(refusals.map(({ code, message }) => [code, message.includes(APP)])).toEqual([
      ['REFERENCE_NOT_FOUND', true],
    ]);
  });
});
