import { expect, test } from '@jest/globals';
import { plan, refusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

test('with one refusal nothing is planned for writing, and all of them are told', () => {
  const result = plan({
    'a.yaml': 'image: ghcr.io/acme/app:v1\n',
    'b.yaml': 'image: {repository: ghcr.io/acme/app, tag: !Ref v1}\n',
    'c.yaml': yaml`
      image: ghcr.io/acme/app:v1
      x: [
    `,
  });
  expect(result.files).toEqual([]);
  expect(result.edits.map(({ location }) => location.file)).toEqual(['a.yaml']);
  expect(result.refused.map(({ location }) => location.file)).toEqual(['b.yaml']);
  expect(result.refusals.map((one) => one.location?.file).sort()).toEqual(['b.yaml', 'c.yaml']);
});

test.each(["newTag: 'v1''", 'newTag: "v1\\"', "newTag: '''"])(
  'a quote that never closes is refused at the very end of a file: %s',
  (line) => {
    expect(
      refusals(
        'kustomization.yaml',
        yaml`
          images:
          - name: ghcr.io/acme/app
            ${line}`,
      ),
    ).toMatchObject([{ code: 'FILE_UNREADABLE' }]);
  },
);
