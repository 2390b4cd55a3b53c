import { expect, test } from '@jest/globals';
import { planDeployment } from '../../../src/actions/observe/plan-deployments.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import type { RunningState } from '../../../src/environments/running/running-state.ts';
import { parseDigest } from '../../../src/image/digest.ts';
import { yaml } from '../../yaml.ts';

const config = parseConfig(yaml`
  version: 1
  images:
    api: { repository: ghcr.io/acme/api, source: acme/shop }
  environments:
    dev: { files: ["envs/dev/**"] }
`);
const HOME = 'acme/config@main';
const digestOf = (digit: string) => parseDigest(`sha256:${digit.repeat(64)}`);

const deployed = (id: number, state: 'success' | 'failure' | 'inactive') => ({
  id,
  commit: String(id).repeat(40),
  environment: 'dev',
  task: 'deploy:api',
  payload: { waybill: HOME, image: 'api', digest: digestOf(String(id)), environment: 'dev' },
  status: { state, description: '', environmentUrl: undefined, logUrl: undefined },
});

const state: RunningState = {
  ...{ environment: 'dev', target: undefined, image: 'api', repository: 'ghcr.io/acme/api' },
  ...{ digest: digestOf('3'), tag: 'v3', since: undefined, contexts: [], commits: [], evidence: [] },
  ...{ kind: 'running', says: 'well', at: undefined, timedOut: false },
};
const origin = { repository: 'acme/shop', commit: '3'.repeat(40), version: 'v3' };

test.each([
  ['the one that ran, past one that failed', [deployed(2, 'failure'), deployed(1, 'success')], '1'],
  ['the newest, where none ran', [deployed(2, 'failure'), deployed(1, 'inactive')], '2'],
])('what a Deployment comes after is %s', (_title, present, commit) => {
  const { before } = planDeployment({ state, origin }, { config, home: HOME, present });
  expect(before).toBe(commit.repeat(40));
});
