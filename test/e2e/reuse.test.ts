import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openStage, type Stage } from '../actions/stage.ts';
import { yaml } from '../yaml.ts';
import { attach } from './attach-record.ts';
import { runIn } from './run-in.ts';
import { COMMIT, openWorkspace, type Workspace } from './workspace.ts';

// Whose image a build takes over. The builder is a program that says what a real one would, and its image is
// in the registry already, under no tag.

const OF = 'org.opencontainers.image.';
const TAG = `sha-${COMMIT}`;
const SAYS = { [`${OF}revision`]: COMMIT, [`${OF}source`]: 'https://github.com/acme/shop' };

let workspace: Workspace;
let stage: Stage;
let planted: string;
let own: string;
let path: string;

beforeAll(async () => {
  workspace = await openWorkspace();
});

beforeEach(async () => {
  stage = await openStage();
  planted = stage.registry.seed('acme/api', [TAG], { labels: SAYS, content: 'planted' });
  own = stage.registry.seed('acme/api', [], { labels: SAYS, content: 'own' });
  path = await mkdtemp(join(workspace.folder, 'bin-'));
  const script = [
    '#!/bin/sh',
    `[ "$2" = inspect ] && printf 'Name: b\\nDriver: docker-container\\n' && exit 0`,
    'while [ "$1" != --metadata-file ]; do shift; done',
    `printf '{"containerimage.digest":"${own}"}' > "$2"`,
  ];
  await writeFile(join(path, 'docker'), `${script.join('\n')}\n`);
  await chmod(join(path, 'docker'), 0o755);
});

const build = (inputs: Readonly<Record<string, string>>) =>
  workspace.act('build', { image: `${stage.images}/api`, ...inputs }, { PATH: path });

const tags = () => Object.fromEntries(stage.registry.tags('acme/api'));

describe('an image that somebody put under the tag of a commit', () => {
  test('is passed by with reuse: false, and the tags are on what this run built', async () => {
    const ran = await build({ reuse: 'false', tags: 'main' });
    expect(ran).toMatchObject({ exitCode: 0, stderr: '', outputs: { digest: own, reused: 'false' } });
    expect(tags()).toMatchObject({ [TAG]: own, main: own });
    expect(ran.stdout).toContain(`${TAG} is ${planted}. It is not reused`);
    expect(ran.summary).toContain('built by this run');
    const record = JSON.parse(ran.outputs['record'] ?? '');
    expect(record).toMatchObject({ digest: own, run: { id: '7' } });
    expect(record).not.toHaveProperty('reused');
  });

  test.each([{}, { reuse: 'commit' }])('is called reused and unverified with %j', async (inputs) => {
    const ran = await build(inputs);
    expect(ran.outputs).toMatchObject({ digest: planted, reused: 'true' });
    expect(ran.summary).toContain('reused, built by a run that is not known; unverified');
    expect(ran.stdout).toContain('; unverified');
    const record = JSON.parse(ran.outputs['record'] ?? '');
    expect(record).toMatchObject({ digest: planted, reused: true });
    expect(record).not.toHaveProperty('run');
  });

  test('is built by whom its record says, which is called that', async () => {
    await attach(`${stage.images}/api`, planted, {
      run: { id: '99', attempt: 1, url: 'https://github.com/acme/shop/actions/runs/99' },
    });
    const ran = await build({});
    expect(ran.summary).toContain('reused, built by run 99, says its record; unverified');
  });

  test('is called reused in the pull request of its promotion', async () => {
    const { outputs } = await build({});
    const repository = await stage.github.createRepository('acme/config', {
      'envs/dev/kustomization.yaml': yaml`
        kind: Kustomization
        images:
          - name: ${stage.images}/api
            newTag: v1
      `,
    });
    const ran = await runIn(stage, repository, 'promote', {
      environment: 'dev',
      files: 'envs/dev/**',
      images: outputs['record'] ?? '',
    });
    expect(ran).toMatchObject({ exitCode: 0, outputs: { outcome: 'created' } });
    expect(repository.pullRequests()[0]?.body).toContain('the build reused it, and it is unverified');
  });
});

test('a version is not moved, also where every run builds', async () => {
  await build({ tags: 'v1.4.0' });
  const ran = await build({ reuse: 'false', tags: 'v1.4.0' });
  expect(ran).toMatchObject({ exitCode: 1, outputs: { digest: '' } });
  expect(ran.stdout).toContain('VERSION_TAG_MOVED');
  expect(tags()).toMatchObject({ [TAG]: planted, 'v1.4.0': planted });
});

test.each([
  ['true', '"commit"'],
  ['yes', '"commit"'],
])('reuse: %s is refused', async (reuse, says) => {
  const ran = await build({ reuse });
  expect(ran).toMatchObject({ exitCode: 1, outputs: { digest: '' } });
  expect(ran.stdout).toMatch(new RegExp(`::error title=Waybill%3A INPUT_INVALID::.*reuse.*${says}`));
});
