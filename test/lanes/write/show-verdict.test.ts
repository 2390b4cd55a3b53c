import { describe, expect, test } from '@jest/globals';
import { environmentNamed } from '../../../src/config/configured-environments.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import type { GitHub } from '../../../src/github/github.ts';
import type { LanePlan } from '../../../src/lanes/plan/plan-lane.ts';
import { showUnjudged, showVerdict } from '../../../src/lanes/write/show-verdict.ts';
import type { GateName, GateResult } from '../../../src/promotion/gates/gate.ts';
import type { LaneHead } from '../../../src/promotion/lane/lane.ts';
import { NO_FACTS } from '../../../src/promotion/pull-request/facts.ts';
import { NEW, situationIn } from '../../promotion/lane/a-situation.ts';
import { yaml } from '../../yaml.ts';
import { lanePlan, laneWriterInto } from '../a-plan.ts';

const HEAD = 'e'.repeat(40);
const RUN = 'https://github.com/acme/shop/actions/runs/1';
type Present = NonNullable<LaneHead['statuses']>[number];

function gate(name: GateName, state: GateResult['state']): GateResult {
  return { gate: name, state, reason: `${name} says so.`, until: undefined, evidence: [] };
}

interface Case extends Partial<LanePlan> {
  /** The environment, as `waybill.yaml` writes it below its files. */
  readonly environment?: string;
  readonly declares?: string;
  /** What the head has already. */
  readonly present?: readonly Present[];
  /** The statuses are those of another commit on the branch. */
  readonly isMoved?: boolean;
  /** The token may not set statuses. */
  readonly isRefused?: boolean;
}

/** Which statuses are set on the head, and whether the run says that it wrote something. */
async function shown(
  { environment = '', declares = 'prod', present = [], isMoved, isRefused, ...plan }: Case,
  show = showVerdict,
) {
  const config = parseConfig(yaml`
    version: 1
    images: { api: { repository: ghcr.io/acme/api } }
    environments:
      dev: { files: [dev] }
      prod:
        files: ["${declares}"]
        ${environment}
  `);
  const set: string[] = [];
  const showStatus: GitHub['showStatus'] = ({ repository, commit, context, state, description, url }) => {
    expect([repository, commit, url]).toEqual(['acme/config', HEAD, RUN]);
    set.push(`${context} ${state}: ${description}`);
    return Promise.resolve(isRefused !== true);
  };
  const head = { oid: isMoved === true ? 'a'.repeat(40) : HEAD, message: '', tree: '', parents: [] };
  const { state } = situationIn('prod', { ...head, statuses: present }, []);
  const writer = laneWriterInto(environmentNamed(config, 'prod'), { showStatus });
  const changed = await show(lanePlan('prod', { state, ...plan }), HEAD, writer);
  return { changed, set };
}

const facts = (...gates: readonly GateResult[]) => ({ ...NO_FACTS, gates });
const NONE = 'waybill success: prod has no gates.';
const posted = (context: string, state: string, description: string): Present => ({
  context,
  state,
  description,
});

describe('the whole verdict on a head', () => {
  test.each<[string, Case, readonly string[]]>([
    ['says that there are no gates', {}, [NONE]],
    [
      'names the gates that passed',
      { facts: facts(gate('order', 'passed')) },
      ['waybill success: Gates of prod passed: order.'],
    ],
    [
      'waits for one that has not',
      { facts: facts(gate('order', 'passed'), gate('soak', 'pending')) },
      ['waybill pending: prod waits for soak: soak says so.'],
    ],
    [
      'is written beside what another run said',
      { facts: facts(), present: [posted('waybill', 'PENDING', 'prod waits for soak: no.')] },
      [NONE],
    ],
    [
      'is written on a head that moved',
      { present: [posted('waybill', 'SUCCESS', NONE.slice(17))], isMoved: true },
      [NONE],
    ],
  ])('%s', async (_, given, expected) => {
    expect(await shown(given)).toEqual({ changed: true, set: expected });
  });

  test('is written once', async () => {
    const present = [posted('waybill', 'SUCCESS', 'prod has no gates.')];
    expect(await shown({ present })).toEqual({ changed: false, set: [] });
  });

  test('that the token may not write changes nothing', async () => {
    expect(await shown({ isRefused: true })).toEqual({ changed: false, set: [NONE] });
  });
});

describe('gates that this run cannot evaluate', () => {
  const soaked = yaml`
    after: [dev]
    gates:
      soak: 1h
  `;
  test.each<[string, string, string]>([
    ['after another environment', 'after: [dev]', 'order'],
    ['with a soak', soaked, 'order and soak'],
    [
      'with health',
      yaml`
      after: [dev]
      gates: { healthy: [flux] }
    `,
      'order and health',
    ],
    ['with a version', 'gates: { version: ">=1.0.0" }', 'version'],
    [
      'with a window',
      'gates: { window: { days: [mon], hours: "09:00-16:00", timezone: Europe/Berlin } }',
      'window',
    ],
    ['with a freeze', 'gates: { freeze: [{ from: 2026-12-20, to: 2027-01-04, reason: no }] }', 'window'],
    ['with a person', 'gates: { manual: true }', 'manual'],
  ])('keep a head %s waiting', async (_, environment, gates) => {
    const expected = `waybill pending: prod waits for ${gates}: This run cannot evaluate that.`;
    expect(await shown({ environment })).toEqual({ changed: true, set: [expected] });
  });

  test('keep a head in waves waiting', async () => {
    const given = { environment: 'waves: [[eu], [us]]', declares: 'prod/{target}/**' };
    expect((await shown(given)).set).toEqual([
      'waybill pending: prod waits for order: This run cannot evaluate that.',
    ]);
  });

  test('say nothing on a head that somebody judged who could', async () => {
    const present = [posted('waybill', 'SUCCESS', 'Gates of prod passed: order.')];
    const environment = 'after: [dev]';
    expect(await shown({ environment, present })).toEqual({ changed: false, set: [] });
    expect(await shown({ environment, present: [posted('waybill/soak', 'SUCCESS', '')] })).toMatchObject({
      changed: true,
    });
  });

  test('do not count where this run evaluated them', async () => {
    const given = { environment: soaked, facts: facts(gate('soak', 'passed')) };
    expect((await shown(given)).set).toEqual(['waybill success: Gates of prod passed: soak.']);
  });
});

describe('a digest that a person has to decide on', () => {
  const doubt = { kind: 'reverted', by: 'alice', where: '#3', url: undefined } as const;
  const doubted = [{ name: 'api', digest: NEW, tag: 'v2', doubt }];

  test('shows as a hold, and in the whole verdict', async () => {
    const { changed, set } = await shown({ doubted });
    expect(changed).toBe(true);
    expect(set).toEqual([
      expect.stringMatching(/^waybill\/hold pending: v2 was reverted by alice in #3\./),
      expect.stringMatching(/^waybill pending: prod waits for hold: v2 was reverted/),
    ]);
  });

  test.each(['SUCCESS', 'success'])(
    'says nothing any more where a person approved it (%s)',
    async (state) => {
      const present = [posted('waybill/hold', state, 'approved')];
      expect(await shown({ doubted, present })).toEqual({ changed: false, set: [] });
    },
  );

  test('shows again beside another gate that passed, and beside a hold that has not', async () => {
    const present = [posted('waybill/soak', 'SUCCESS', ''), posted('waybill/hold', 'PENDING', '')];
    expect((await shown({ doubted, present })).set).toHaveLength(2);
  });
});

describe('a group that is not whole', () => {
  test('shows beside the whole verdict', async () => {
    const given = { facts: facts(gate('group', 'pending'), gate('soak', 'pending')) };
    expect(await shown(given)).toEqual({
      changed: true,
      set: [
        'waybill pending: prod waits for group and soak: group says so.',
        'waybill/group pending: group says so.',
      ],
    });
  });

  test('that became whole, or is asked for no more, is shown so', async () => {
    const present = [
      posted('waybill', 'SUCCESS', 'Gates of prod passed: group.'),
      posted('waybill/group', 'PENDING', 'group says so.'),
      posted('waybill/soak', 'PENDING', 'soak says so.'),
    ];
    expect(await shown({ facts: facts(gate('group', 'passed')), present })).toEqual({
      changed: true,
      set: ['waybill/group success: group says so.'],
    });
    expect((await shown({ facts: facts(), present })).set).toEqual([
      NONE,
      'waybill/group success: Not asked for any more.',
    ]);
  });
});

test('on a head with a person’s commit stands that nobody judged it, unless somebody did', async () => {
  const unjudged = 'waybill pending: A person added to the branch: verify judges what it changes.';
  expect(await shown({}, showUnjudged)).toEqual({ changed: true, set: [unjudged] });
  const present = [posted('waybill', 'FAILURE', 'It changes more.')];
  expect(await shown({ present }, showUnjudged)).toEqual({ changed: false, set: [] });
  expect(await shown({ present, isMoved: true }, showUnjudged)).toEqual({ changed: true, set: [unjudged] });
});
