import { describe, expect, test } from '@jest/globals';
import { NEW, OLD, plan, REPOSITORY, writtenFiles } from '../../promotion.ts';
import { yaml } from '../../../yaml.ts';

/** An Application whose chart takes these parameters, each as `name=value`. */
function application(...parameters: readonly string[]): string {
  const items = parameters.map((parameter) => {
    const [name, value] = parameter.split('=');
    return `- {name: ${name}, value: "${value}"}\n`;
  });
  return yaml`
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    spec:
      source:
        helm:
          parameters:
          ${items.join('')}
  `;
}

describe('a Helm parameter whose value is no reference is left alone', () => {
  const image = `other.image=${REPOSITORY}:v1`;

  test.each([
    ['words around the name', `image=see ${REPOSITORY}`],
    ['more behind the tag', `image=${REPOSITORY}:v1:x`],
    ['more behind the tag, in the name of a repository', `image.repository=${REPOSITORY}:v1:x`],
    ['an address', `image=https://${REPOSITORY}`],
    ['nothing', 'image='],
    ['nothing, in the name of a repository', 'image.repository='],
    ['a variable', 'image=$ARGOCD_APP_NAME'],
  ])('%s', (_name, parameter) => {
    const result = plan({ 'app.yaml': application(parameter, image) });
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({
      'app.yaml': application(parameter, image.replace(':v1', `:v2@${NEW}`)),
    });
  });

  test('and nothing changes where no other place holds the image', () => {
    const result = plan({ 'app.yaml': application(`image=see ${REPOSITORY}`) });
    expect(result).toMatchObject({ files: [], edits: [], refused: [] });
    expect(result.refusals).toMatchObject([{ code: 'REFERENCE_NOT_FOUND' }]);
  });
});

describe('Helm parameters that hold a reference', () => {
  test.each([
    ['in one piece', [`image=${REPOSITORY}:v1`], [`image=${REPOSITORY}:v2@${NEW}`]],
    [
      'in a repository and a tag',
      [`image.repository=${REPOSITORY}`, 'image.tag=v1'],
      [`image.repository=${REPOSITORY}`, 'image.tag=v2'],
    ],
    [
      'in a repository and a digest',
      [`image.repository=${REPOSITORY}`, `image.digest=${OLD}`],
      [`image.repository=${REPOSITORY}`, `image.digest=${NEW}`],
    ],
    [
      'in a registry, a repository and a tag',
      ['image.registry=ghcr.io', 'image.repository=acme/app', 'image.tag=v1'],
      ['image.registry=ghcr.io', 'image.repository=acme/app', 'image.tag=v2'],
    ],
  ])('are edited: %s', (_name, before, after) => {
    const result = plan({ 'app.yaml': application(...before) });
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'app.yaml': application(...after) });
  });

  test('are left alone where another path has the tag', () => {
    const parameters = [`image.repository=${REPOSITORY}`, 'image.tag=v1', 'other.tag=v1'];
    const result = plan({ 'app.yaml': application(...parameters) });
    expect(writtenFiles(result)).toEqual({
      'app.yaml': application(parameters[0] ?? '', 'image.tag=v2', 'other.tag=v1'),
    });
  });
});
