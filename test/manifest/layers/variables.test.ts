import { describe, expect, test } from '@jest/globals';
import { planEdits } from '../../../src/manifest/plan-edits.ts';
import { edited, NEW, OLD, plan, refusals, TO_V2 } from '../promotion.ts';
import { yaml } from '../../yaml.ts';
import { service } from '../formats/compose/service.ts';

describe('the variables of an environment file belong to the services beside it', () => {
  const after = (files: Readonly<Record<string, string>>, tag = 'v2') => {
    const result = plan(files, { tag });
    expect(result.refusals).toEqual([]);
    return Object.fromEntries(result.files.map((file) => [file.path, file.after]));
  };

  test('tag and digest', () => {
    const files = {
      'compose.yaml': service('ghcr.io/acme/app:${TAG}@${DIGEST}'),
      '.env': `TAG=v1\nDIGEST=${OLD}\n`,
    };
    expect(after(files)).toEqual({ '.env': `TAG=v2\nDIGEST=${NEW}\n` });
    expect(plan(files).passedOver).toHaveLength(1);
  });

  test('the registry, which stays', () => {
    const files = {
      'compose.yaml': service('${REGISTRY}/acme/app:${TAG}'),
      '.env': 'REGISTRY=ghcr.io\nTAG=v1\n',
    };
    expect(after(files)).toEqual({ '.env': 'REGISTRY=ghcr.io\nTAG=v2\n' });
  });

  test('a part of the tag', () => {
    const files = { 'compose.yaml': service('ghcr.io/acme/app:v${VERSION}-alpine'), '.env': 'VERSION=1.0\n' };
    expect(after(files, 'v1.1-alpine')).toEqual({ '.env': 'VERSION=1.1\n' });
  });

  test.each(['stack.yml', 'deploy/prod-compose.yaml', 'docker-compose.override.yml'])('of %s', (path) => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const files = {
      [path]: yaml`
        version: "3"
        ${service('ghcr.io/acme/app:$TAG')}
      `,
      [`${folder}.env`]: 'TAG=v1\n',
    };
    expect(after(files)).toEqual({ [`${folder}.env`]: 'TAG=v2\n' });
  });

  test.each(['envs/prod.env', 'envs/prod/.env', 'deploy/.env.staging'])('set in %s', (path) => {
    const files = {
      'compose.yaml': service('ghcr.io/acme/app:$TAG'),
      '.env': 'TAG=v1\n',
      [path]: 'TAG=v1\n',
    };
    expect(after(files)).toEqual({ '.env': 'TAG=v2\n', [path]: 'TAG=v2\n' });
  });

  test.each(['services/db/.env', 'db.env.d/.env'])('and not what is set for something else in %s', (path) => {
    const files = {
      'compose.yaml': service('ghcr.io/acme/app:$TAG'),
      '.env': 'TAG=v1\n',
      [path]: 'TAG=v1\n',
    };
    expect(after(files)).toEqual({ '.env': 'TAG=v2\n' });
  });

  test('not set for another Compose file, which is beside them', () => {
    const files = {
      'compose.yaml': service('ghcr.io/acme/app:$TAG'),
      '.env': 'TAG=v1\n',
      'dev/compose.yaml': service('ghcr.io/acme/web:$TAG'),
      'dev/.env': 'TAG=v1\n',
    };
    expect(after(files)).toEqual({ '.env': 'TAG=v2\n' });
  });

  test.each(['env_file: db.env', 'env_file: [./db.env]', 'env_file: [{path: db.env, required: false}]'])(
    'but not those of a file for containers: %s',
    (key) => {
      const compose = `${service('ghcr.io/acme/app:${TAG}')}  db: {image: "db:16", ${key}}\n`;
      const files = { 'compose.yaml': compose, '.env': 'TAG=v1\n', 'db.env': 'TAG=v1\n' };
      expect(after(files)).toEqual({ '.env': 'TAG=v2\n' });
    },
  );

  test('in the environment file itself, too', () => {
    expect(after({ '.env': 'TAG=v1\nAPP_IMAGE=ghcr.io/acme/app:${TAG}\n' })).toEqual({
      '.env': 'TAG=v2\nAPP_IMAGE=ghcr.io/acme/app:${TAG}\n',
    });
  });
});

describe('a variable that several images take', () => {
  const files = [
    { path: 'compose.yaml', text: service('ghcr.io/acme/app:${TAG}') },
    { path: 'compose.web.yaml', text: service('ghcr.io/acme/web:${TAG}') },
    { path: '.env', text: 'TAG=v1\n' },
  ];
  const web = { ...TO_V2, name: 'web', repository: 'ghcr.io/acme/web' };

  test('is refused once, with both places, also when they stand in two files', () => {
    const { refusals: found } = planEdits({ files, images: [TO_V2] });
    expect(found).toMatchObject([
      {
        code: 'REFERENCE_AMBIGUOUS',
        message: expect.stringContaining('compose.web.yaml:3: ghcr.io/acme/web'),
      },
    ]);
  });

  test('changes when all of them go to one tag together', () => {
    expect(planEdits({ files, images: [TO_V2, web] }).files).toMatchObject([
      { path: '.env', after: 'TAG=v2\n' },
    ]);
  });

  test('is refused when they go to two', () => {
    const { refusals: found } = planEdits({ files, images: [TO_V2, { ...web, tag: 'v3' }] });
    expect(found.map(({ code, image }) => [code, image])).toEqual([
      ['REFERENCE_AMBIGUOUS', 'app'],
      ['REFERENCE_AMBIGUOUS', 'web'],
    ]);
  });

  test('is refused when one image takes it in two ways', () => {
    const two = `${service('ghcr.io/acme/app:v${TAG}')}  b: {image: "ghcr.io/acme/app:\${TAG}"}\n`;
    const { refusals: found } = plan({ 'compose.yaml': two, '.env': 'TAG=1\n' });
    expect(found).toMatchObject([{ code: 'REFERENCE_AMBIGUOUS', location: { file: '.env', line: 1 } }]);
  });

  test('is settled by a marker', () => {
    const marked = files.map((file) =>
      file.path === '.env' ? { ...file, text: '# waybill: app tag\nTAG=v1\n' } : file,
    );
    const result = planEdits({ files: marked, images: [TO_V2] });
    expect(result.refusals).toEqual([]);
    expect(result.edits).toMatchObject([{ location: { file: '.env', line: 2 }, becomes: { tag: 'v2' } }]);
  });
});

describe('a repository that a variable decides', () => {
  const text = yaml`
    services:
      a: {image: "\${REGISTRY}/acme/app:v1"}
      b: {image: "ghcr.io/acme/app:v1"}
  `;

  test('could be the image where it is spelled nowhere', () => {
    const alone = text.replace(/ {2}b: .*\n/, '');
    expect(refusals('compose.yaml', alone)).toEqual([
      { code: 'REFERENCE_NOT_FOUND', message: expect.stringContaining('${REGISTRY}/acme/app:v1'), line: 2 },
    ]);
  });

  test('is told where the image is spelled in full', () => {
    expect(edited('compose.yaml', text)).toBe(
      text.replace('ghcr.io/acme/app:v1', `ghcr.io/acme/app:v2@${NEW}`),
    );
    expect(plan({ 'compose.yaml': text }).passedOver).toMatchObject([{ found: '${REGISTRY}/acme/app:v1' }]);
  });

  test('is the image, where a marker says so', () => {
    const marked = text.replace(':v1"}\n  b', ':v1"} # waybill: app\n  b');
    expect(edited('compose.yaml', marked)).toBe(marked.replaceAll(':v1', `:v2@${NEW}`));
  });

  test('is another one, where a marker says to ignore it', () => {
    const marked = text.replace(':v1"}\n  b', ':v1"} # waybill: ignore\n  b');
    expect(edited('compose.yaml', marked)).toBe(
      marked.replace('ghcr.io/acme/app:v1', `ghcr.io/acme/app:v2@${NEW}`),
    );
  });

  test('is another one, when its last part is', () => {
    expect(edited('compose.yaml', text.replace('/acme/app:v1', '/acme/web:v1'))).toContain(`app:v2@${NEW}`);
  });
});
