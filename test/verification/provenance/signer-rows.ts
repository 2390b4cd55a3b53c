import { anAttestation } from './an-attestation.ts';
import { type Row, stating } from './statement-rows.ts';

const BUILD = 'https://github.com/acme/shop/.github/workflows/build.yml';
const REUSABLE = 'https://github.com/acme/ci/.github/workflows/image.yml';
const FROM_CI = { workflow: { repository: 'acme/ci', path: '.github/workflows/image.yml' } };

/** What is as the rule asks for, in all its forms. */
export const ACCEPTED: readonly Row[] = [
  ['as the rule asks for', anAttestation(), 'accepted'],
  [
    'of a tag',
    anAttestation({ ref: 'refs/tags/v1.4.0', signerUri: `${BUILD}@refs/tags/v1.4.0` }),
    'accepted',
  ],
  [
    'of any branch, where no ref is named',
    anAttestation({ ref: 'refs/heads/x', signerUri: `${BUILD}@refs/heads/x` }),
    'accepted',
    { refs: [] },
  ],
  [
    'of a repository in another case',
    anAttestation({ repository: 'https://github.com/Acme/Shop' }),
    'accepted',
  ],
  [
    'of the older form of a statement',
    stating((it) => (it._type = 'https://in-toto.io/Statement/v0.1')),
    'accepted',
  ],
  [
    'of the older build type',
    stating(
      (it) =>
        (it.predicate.buildDefinition.buildType =
          'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1'),
    ),
    'accepted',
  ],
  [
    'of several subjects',
    stating((it) => it.subject.unshift({ name: 'x', digest: { sha256: '2'.repeat(64) } })),
    'accepted',
  ],
  [
    'of a subject with another name',
    stating((it) => (it.subject[0].name = 'ghcr.io/evil/other')),
    'accepted',
  ],
  ['of a subject without a name', stating((it) => delete it.subject[0].name), 'accepted'],
  [
    'of a reusable workflow',
    anAttestation({ signerUri: `${REUSABLE}@refs/heads/main` }),
    'accepted',
    FROM_CI,
  ],
  [
    'of a reusable workflow by commit',
    anAttestation({ signerUri: `${REUSABLE}@${'c'.repeat(40)}` }),
    'accepted',
    FROM_CI,
  ],
  [
    'of a reusable workflow by an allowed tag',
    anAttestation({ signerUri: `${REUSABLE}@refs/tags/v2` }),
    'accepted',
    { ...FROM_CI, workflowRefs: ['refs/tags/v*'] },
  ],
  [
    'without numbers in the rule',
    anAttestation({ repositoryId: '9', ownerId: '9' }),
    'accepted',
    { sourceId: undefined, ownerId: undefined },
  ],
  [
    'on a runner of their own, where any may build',
    anAttestation({ runner: 'self-hosted' }),
    'accepted',
    { runner: 'any' },
  ],
  [
    'of years ago, where no age is named',
    anAttestation({}, { signedAt: new Date(0) }),
    'accepted',
    { maxAge: undefined },
  ],
  [
    'of a branch with an @',
    anAttestation({ ref: 'refs/heads/a@b', signerUri: `${BUILD}@refs/heads/a@b` }),
    'accepted',
    { refs: ['refs/heads/a@b'] },
  ],
  [
    'of a tenant',
    anAttestation({
      issuer: 'https://token.actions.acme.ghe.com',
      repository: 'https://acme.ghe.com/acme/shop',
      signerUri: `${BUILD.replace('github.com', 'acme.ghe.com')}@refs/heads/main`,
    }),
    'accepted',
    { server: 'https://acme.ghe.com' },
  ],
];

/** Provenance of these very bytes, of which the rule does not accept the signer. */
export const SIGNERS: readonly Row[] = [
  ['of another issuer', anAttestation({ issuer: 'https://accounts.google.com' }), 'refused ISSUER'],
  [
    'of a tenant, for github.com',
    anAttestation({ issuer: 'https://token.actions.acme.ghe.com' }),
    'refused ISSUER',
  ],
  [
    'of an issuer with a path',
    anAttestation({ issuer: 'https://token.actions.githubusercontent.com/acme' }),
    'refused ISSUER',
  ],
  ['of another repository', anAttestation({ repository: 'https://github.com/acme/evil' }), 'refused REPO'],
  [
    'of a repository with a longer name',
    anAttestation({ repository: 'https://github.com/acme/shop-evil' }),
    'refused REPO',
  ],
  [
    'of a lookalike server',
    anAttestation({ repository: 'https://github.com.evil.io/acme/shop' }),
    'refused REPO',
  ],
  ['of a fork', anAttestation({ repository: 'https://github.com/mallory/shop' }), 'refused REPO'],
  ['of a repository of that name by somebody else', anAttestation({ repositoryId: '1' }), 'refused REPO_ID'],
  ['of an owner of that name who is somebody else', anAttestation({ ownerId: '1' }), 'refused OWNER_ID'],
  [
    'of another workflow',
    anAttestation({ signerUri: `${BUILD.replace('build', 'test')}@refs/heads/main` }),
    'refused SIGNER_WORKFLOW',
  ],
  [
    'of a workflow with a longer name',
    anAttestation({ signerUri: `${BUILD}.evil@refs/heads/main` }),
    'refused SIGNER_WORKFLOW',
  ],
  [
    'of a workflow in other letters',
    anAttestation({ signerUri: `${BUILD.replace('build', 'Build')}@refs/heads/main` }),
    'refused SIGNER_WORKFLOW',
  ],
  ['of a workflow without a ref', anAttestation({ signerUri: BUILD }), 'refused SIGNER_WORKFLOW'],
  [
    'of a reusable workflow that is not named',
    anAttestation({ signerUri: `${REUSABLE}@refs/heads/main` }),
    'refused SIGNER_WORKFLOW',
  ],
  ['of the own workflow, where a reusable one is named', anAttestation(), 'refused SIGNER_WORKFLOW', FROM_CI],
  [
    'of a reusable workflow of a pull request',
    anAttestation({ signerUri: `${REUSABLE}@refs/pull/7/merge` }),
    'refused WORKFLOW_REF',
    FROM_CI,
  ],
  [
    'of a reusable workflow by another tag',
    anAttestation({ signerUri: `${REUSABLE}@refs/heads/v2` }),
    'refused WORKFLOW_REF',
    { ...FROM_CI, workflowRefs: ['refs/tags/v*'] },
  ],
  [
    'of the own workflow at another branch',
    anAttestation({ signerUri: `${BUILD}@refs/heads/evil` }),
    'refused WORKFLOW_REF',
  ],
  [
    'of another branch',
    anAttestation({ ref: 'refs/heads/evil', signerUri: `${BUILD}@refs/heads/evil` }),
    'refused REF',
  ],
  [
    'of a branch with a longer name',
    anAttestation({ ref: 'refs/heads/main-evil', signerUri: `${BUILD}@refs/heads/main-evil` }),
    'refused REF',
  ],
  [
    'of a branch that is named like a tag',
    anAttestation({ ref: 'refs/heads/refs/tags/v1', signerUri: `${BUILD}@refs/heads/refs/tags/v1` }),
    'refused REF',
  ],
  [
    'of a pull request, where no ref is named',
    anAttestation({ ref: 'refs/pull/7/merge', signerUri: `${BUILD}@refs/pull/7/merge` }),
    'refused REF',
    { refs: [] },
  ],
  ['of a pull request', anAttestation({ event: 'pull_request_target' }), 'refused EVENT'],
  ['of an event in other letters', anAttestation({ event: 'PUSH' }), 'refused EVENT'],
  ['of a runner of their own', anAttestation({ runner: 'self-hosted' }), 'refused RUNNER'],
  ['of a runner that nobody knows', anAttestation({ runner: 'github-hosted-large' }), 'refused RUNNER'],
  [
    'that claims another repository',
    stating(
      (it) =>
        (it.predicate.buildDefinition.externalParameters.workflow.repository =
          'https://github.com/acme/good'),
    ),
    'refused PREDICATE_MISMATCH',
  ],
  [
    'that claims another branch',
    stating((it) => (it.predicate.buildDefinition.externalParameters.workflow.ref = 'refs/tags/v9')),
    'refused PREDICATE_MISMATCH',
  ],
  ['that is too old', anAttestation({}, { signedAt: new Date('2026-01-01T00:00:00Z') }), 'refused TOO_OLD'],
];
