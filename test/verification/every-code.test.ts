import { afterAll, expect, test } from '@jest/globals';
import { parseConfig } from '../../src/config/parse.ts';
import { editorSettings } from '../../src/config/editor-settings.ts';
import { planEdits } from '../../src/manifest/plan-edits.ts';
import { wholeVerdict } from '../../src/promotion/status/whole-verdict.ts';
import type { GateState } from '../../src/promotion/gates/gate.ts';
import { ORDINARY } from '../../src/promotion/lane/purpose.ts';
import { imageObjections, type SeenImage } from '../../src/verification/image-objections.ts';
import type { Objection, ObjectionReason } from '../../src/verification/objection.ts';
import { type CommitFiles, otherChanges } from '../../src/verification/other-changes.ts';
import { secretObjections } from '../../src/verification/secrets.ts';
import { sharedFileObjections } from '../../src/verification/shared-files.ts';
import {
  type ChangeQuestion,
  judgeChange,
  type JudgedEnvironment,
  unavailable,
  VERDICT_CODES,
} from '../../src/verification/verdict.ts';
import { digestOf } from '../promotion/gates/a-question.ts';
import { yaml } from '../yaml.ts';

// What is found in a change, in what it comes to: every code, each by what makes it, and a code that nothing
// here reaches fails.

const reached = new Set<string>();
afterAll(() => {
  expect(VERDICT_CODES.filter((code) => !reached.has(code))).toEqual([]);
});

const image = { name: 'api', digest: digestOf('1'), tag: 'v1', resolved: false, places: [] };

function environment(state: GateState): JudgedEnvironment {
  const gates = [{ gate: 'soak', state, reason: 'Of soak.', until: undefined, evidence: [] }] as const;
  const question = { environment: 'prod', purpose: ORDINARY, gates, unread: [] };
  return {
    environment: 'prod',
    images: [image],
    gates,
    verdict: wholeVerdict(question),
    proofs: [],
    notes: [],
  };
}

const [PASSED, PENDING, FAILED] = [environment('passed'), environment('pending'), environment('failed')];

const config = parseConfig(yaml`
  version: 1
  images: { api: { repository: ghcr.io/acme/api, platforms: [linux/arm64] } }
  environments:
    dev: { files: ["envs/dev/**"] }
    prod: { files: ["envs/prod/**"] }
  revoked: ["${digestOf('9')}"]
`);
const everything = parseConfig(yaml`
  version: 1
  images: { api: { repository: ghcr.io/acme/api } }
  environments:
    dev: { files: ["envs/**"] }
    prod: { files: ["envs/prod/**"] }
`);
const there: SeenImage = { kind: 'there', platforms: ['linux/arm64'] };
const of = (digest: string, seen: SeenImage) =>
  imageObjections('prod', { ...image, digest: digestOf(digest) }, seen, config);
const secret = (kind: string, body: string) =>
  secretObjections([{ path: 'envs/prod/s.yaml', text: `${kind}\nmetadata: { name: db }\n${body}\n` }]);
const manifest = {
  path: 'envs/prod/api.yaml',
  text: 'kind: Pod\nspec: { containers: [{ image: "ghcr.io/acme/api:v1" }] }\n',
};
const shared = () =>
  sharedFileObjections(
    { config, files: [manifest] },
    { config: everything, files: [manifest] },
    { repository: 'acme/config', branch: 'main' },
  );
const found = (reason: ObjectionReason, state: Objection['state'] = 'failed'): Objection => ({
  ...{ reason, state, words: 'So.', location: undefined },
});

const files = (text: string, mode = '100644'): CommitFiles => ({
  entries: new Map([['envs/prod/api.yaml', { oid: text, mode }]]),
  texts: [{ path: 'envs/prod/api.yaml', text }],
  strange: new Map(),
});
const before = files('image: ghcr.io/acme/api:v1\nreplicas: 1\n');
const others = (after: CommitFiles, outside: readonly string[] = []) => {
  const options = editorSettings(config, config.environments[1]!);
  const planned = planEdits({ files: before.texts, images: [], options }).files;
  return otherChanges({ before, after, planned, outside });
};
const refused = { otherChanges: 'refuse' } as const;

test.each<[string, Partial<ChangeQuestion>, string]>([
  ['nothing', {}, 'passed NO_IMAGE_TOUCHED'],
  ['another file', { others: others(before, ['README.md']) }, 'passed NO_IMAGE_TOUCHED'],
  [
    'another file, where that is refused',
    { ...refused, others: others(before, ['README.md']) },
    'failed UNEXPECTED_CHANGE',
  ],
  [
    'another line',
    { ...refused, others: others(files('image: ghcr.io/acme/api:v1\nreplicas: 9\n')) },
    'failed UNEXPECTED_CHANGE',
  ],
  [
    'another mode',
    { ...refused, others: others(files(before.texts[0]!.text, '100755')) },
    'failed UNEXPECTED_CHANGE',
  ],
  [
    'another file on a lane',
    { isLane: true, others: others(before, ['x']), environments: [PASSED] },
    'failed UNEXPECTED_CHANGE',
  ],
  ['an accepted image', { environments: [PASSED] }, 'passed IMAGES_ACCEPTED'],
  [
    'an accepted image and another file',
    { environments: [PASSED], others: others(before, ['x']) },
    'passed IMAGES_ACCEPTED',
  ],
  ['an image that waits', { environments: [PENDING] }, 'pending GATES_PENDING'],
  ['one that is accepted and one that waits', { environments: [PASSED, PENDING] }, 'pending GATES_PENDING'],
  ['an image that is refused', { environments: [FAILED] }, 'failed GATES_FAILED'],
  ['one that waits and one that is refused', { environments: [PENDING, FAILED] }, 'failed GATES_FAILED'],
  ['a revoked digest', { environments: [PASSED], objections: of('9', there) }, 'failed REVOKED'],
  [
    'a revoked digest that is gone',
    { environments: [PASSED], objections: of('9', { kind: 'gone' }) },
    'failed REVOKED',
  ],
  [
    'a digest that is gone',
    { environments: [PASSED], objections: of('1', { kind: 'gone' }) },
    'failed MANIFEST_MISSING',
  ],
  [
    'an image without a platform',
    { environments: [PASSED], objections: of('1', { kind: 'there', platforms: [] }) },
    'failed PLATFORM_MISSING',
  ],
  [
    'a registry that is silent',
    { environments: [PASSED], objections: of('1', { kind: 'unanswered' }) },
    'pending EVIDENCE_UNAVAILABLE',
  ],
  [
    'a silent registry, and a gate that refuses',
    { environments: [FAILED], objections: of('1', { kind: 'unanswered' }) },
    'failed GATES_FAILED',
  ],
  ['a good image', { environments: [PASSED], objections: of('1', there) }, 'passed IMAGES_ACCEPTED'],
  [
    'a Secret',
    { objections: secret('apiVersion: v1\nkind: Secret', 'data: { a: YQ== }') },
    'failed PLAINTEXT_SECRET',
  ],
  [
    'a Secret beside an accepted image',
    { environments: [PASSED], objections: secret('apiVersion: v1\nkind: Secret', 'data: { a: YQ== }') },
    'failed PLAINTEXT_SECRET',
  ],
  [
    'a SealedSecret that is none',
    {
      objections: secret(
        'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret',
        'spec: { encryptedData: { a: YQ== } }',
      ),
    },
    'failed SECRET_BROKEN',
  ],
  ['a file of two environments', { objections: shared() }, 'failed FILE_SHARED'],
  ['a tag that nobody has', { objections: [found('TAG_UNKNOWN', 'pending')] }, 'pending TAG_UNKNOWN'],
  [
    'a tag that nobody has, and a gate that refuses',
    { environments: [FAILED], objections: [found('TAG_UNKNOWN', 'pending')] },
    'failed GATES_FAILED',
  ],
  [
    'a tag that nobody has, and a gate that waits',
    { environments: [PENDING], objections: [found('TAG_UNKNOWN', 'pending')] },
    'pending TAG_UNKNOWN',
  ],
  [
    'a digest that is dropped',
    { environments: [PASSED], objections: [found('DIGEST_DROPPED')] },
    'failed DIGEST_DROPPED',
  ],
  ['an image in the place of another', { objections: [found('IMAGE_REPLACED')] }, 'failed IMAGE_REPLACED'],
  [
    'a file that is no text',
    { environments: [PASSED], objections: [found('FILE_UNREADABLE')] },
    'failed FILE_UNREADABLE',
  ],
])('%s', (_, question, expected) => {
  const nothing = {
    isLane: false,
    otherChanges: 'allow',
    others: [],
    objections: [],
    environments: [],
    weaker: [],
  } as const;
  const { state, code } = judgeChange({ ...nothing, ...question });
  reached.add(code);
  expect(`${state} ${code}`).toBe(expected);
});

test('what cannot be read never passes', () => {
  const { state, code } = unavailable('GitHub did not answer.');
  expect(`${state} ${code}`).toBe('pending EVIDENCE_UNAVAILABLE');
});
