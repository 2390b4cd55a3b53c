import { expect, test } from '@jest/globals';
import { advance, declare } from './stage.ts';
import { both, digest, environments, stage } from './released-images.ts';
import { yaml } from '../../yaml.ts';

const CHAIN = yaml`
  environments:
    dev: { files: ["envs/dev/**"] }
    qa: { after: [dev], files: ["envs/qa/**"] }
    staging: { after: [qa], files: ["envs/staging/**"] }
    prod: { after: [staging], files: ["envs/prod/**"] }
`;

/** The promotion history that a description tells, one environment a line. */
function historyIn(body: string): readonly string[] {
  const section = body.split('### Promotion history\n\n')[1]?.split('\n\n')[0] ?? '';
  return section.split('\n').map((line) => line.replace(/ since \S+ \S+ UTC/, ' since then'));
}

test('a pull request tells the whole history of its digest, also before the direct upstream', async () => {
  const repository = await environments('acme/history', CHAIN, ['dev', 'qa', 'staging', 'prod']);
  const first = await declare(stage, repository, 'dev', both('v2', 'v1'));
  for (const number of [1, 2]) {
    await advance(stage, repository);
    await repository.merge(number);
  }
  await advance(stage, repository);
  const pulls = repository.pullRequests();
  expect(pulls.map(({ title }) => title)).toEqual(
    ['qa', 'staging', 'prod'].map((environment) => `Promote api v2 to ${environment}`),
  );
  const short = digest('v2').slice(0, 'sha256:'.length + 12);
  const url = `${stage.github.url}/${repository.fullName}`;
  expect(historyIn(pulls[2]?.body ?? '')).toEqual([
    `- \`dev\`: \`${short}\` since then, by [\`${first.slice(0, 7)}\`](${url}/commit/${first})`,
    `- \`qa\`: \`${short}\` since then, by [#1](${url}/pull/1)`,
    `- \`staging\`: \`${short}\` since then, by [#2](${url}/pull/2)`,
    '- `prod`: this pull request',
  ]);
});

test('an environment that went on to another digest is not in the history', async () => {
  const repository = await environments('acme/left', CHAIN, ['dev', 'qa', 'staging', 'prod']);
  await declare(stage, repository, 'staging', both('v2', 'v1'));
  await declare(stage, repository, 'dev', both('v3', 'v1'));
  await advance(stage, repository, { environments: ['prod'] });
  expect(historyIn(repository.pullRequests()[0]?.body ?? '').map((line) => line.split(':')[0])).toEqual([
    '- `staging`',
    '- `prod`',
  ]);
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
