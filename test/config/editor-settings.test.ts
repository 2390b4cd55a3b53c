import { expect, test } from '@jest/globals';
import { editorSettings } from '../../src/config/editor-settings.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { yaml } from '../yaml.ts';

const config = parseConfig(yaml`
  version: 1
  images:
    api: { repository: ghcr.io/acme/api, fill-empty-tag: true }
    web: { repository: ghcr.io/acme/web, app-version: true }
  environments:
    dev: { files: [d], expect: { api: 2 } }
  kinds: [{ kind: Cluster, paths: [spec.imageName] }]
`);

test('the editor is told what waybill.yaml says of images and kinds', () => {
  expect(editorSettings(config, config.environments[0])).toEqual({
    names: ['api', 'web'],
    expected: ['ghcr.io/acme/api', 'ghcr.io/acme/web'],
    customResources: [{ kind: 'Cluster', paths: ['spec.imageName'] }],
    fillEmptyTags: ['api'],
    appVersionOf: 'web',
    places: { api: 2 },
  });
});

test('without a waybill.yaml there is nothing to tell', () => {
  expect(editorSettings(undefined)).toEqual({
    names: [],
    expected: [],
    customResources: [],
    fillEmptyTags: [],
    appVersionOf: undefined,
    places: {},
  });
});
