import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  type AdvanceStage,
  declare,
  HOUR,
  openAdvanceStage,
  pipeline,
  statuses,
} from '../actions/advance/stage.ts';
import { PRIVATE } from '../actions/stage.ts';
import { yaml } from '../yaml.ts';
import { type ActionRun, runIn } from './run-action.ts';

let stage: AdvanceStage;
const digests: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage(PRIVATE);
  for (const tag of ['v1', 'v2']) digests[tag] = stage.release('api', tag);
});

const version = (tag: string): string => `${tag}@${digests[tag] ?? ''}`;

/** The bundle as a runner starts it, in the config repo, without `images`. */
function promote(inputs: Readonly<Record<string, string>>): Promise<ActionRun> {
  return runIn(stage, 'acme/config', 'promote', inputs);
}

describe('the bundle of promote, given no images', () => {
  test('advances, and says so in its outputs and its summary', async () => {
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"], gates: { soak: 30m } }
    `;
    const repository = await pipeline(stage, 'acme/config', config, ['dev', 'staging'], {
      api: version('v1'),
    });
    stage.wait(HOUR);
    await declare(stage, repository, 'dev', { api: version('v2') });
    const ran = await promote({});
    expect(ran).toMatchObject({ exitCode: 0, outputs: { outcome: 'created', changed: 'true' } });
    expect(ran.summary).toContain('soak pending');
    const [pull] = repository.pullRequests();
    expect(ran.outputs['pull-request-url']).toBe(pull?.url);
    expect(Object.keys(await statuses(stage, repository, pull?.head.sha ?? ''))).toContain('waybill/soak');
    const json: unknown = JSON.parse(ran.outputs['json'] ?? '');
    expect(json).toMatchObject({
      lanes: [
        {
          environment: 'staging',
          lane: 'api',
          gates: [{ gate: 'order' }, { gate: 'soak', state: 'pending' }],
        },
      ],
    });
  });

  test('does nothing a second time', async () => {
    expect(await promote({})).toMatchObject({
      exitCode: 0,
      outputs: { outcome: 'unchanged', changed: 'false' },
    });
  });

  test('fails where an environment is named that comes after nothing: the images were forgotten', async () => {
    const ran = await promote({ environment: 'dev' });
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain('INPUT_MISSING');
    expect(ran.outputs['changed']).toBe('false');
  });
});
