import type { NamedTest, RealityRow } from './registries.ts';

const HEALTH = 'test/promotion/gates/health.test.ts';
const GATES = 'test/actions/advance/gates.test.ts';
const FLUX = 'test/flux/roads.test.ts';
const CLUSTERS = 'test/flux/two-clusters.test.ts';
const EXPRESSIONS = 'test/agents/flux-expressions.test.ts';

const at = (file: string, ...titles: string[]): readonly NamedTest[] =>
  titles.map((title) => ({ file, title }));

/** What Flux and Argo CD post. Flux stands in for itself: `test/flux` runs the real one. */
export const AGENTS: readonly RealityRow[] = [
  {
    fact: "Flux's context ends in a part of the Provider's id: unknown beforehand, another one for each cluster.",
    standIn: at(FLUX, 'nothing is merged into staging while dev rolls out, and it is once dev is healthy'),
    product: [
      ...at(HEALTH, 'a name without the suffix never comes, and the gate says what to write'),
      ...at(GATES, 'is not there when a dependency is not ready, and is when it says so in any cluster'),
    ],
  },
  {
    fact: 'Every cluster that applies an environment posts on the same commits.',
    standIn: at(CLUSTERS, 'Flux asked and wrote only what GitHub publishes'),
    product: at(
      CLUSTERS,
      'a release that failed in one of them is kept out of staging, although it is well in the other',
      'and comes into staging once it is well in both',
    ),
  },
  {
    fact: 'From Flux 2.6 on, `commitStatusExpr` writes the context.',
    standIn: at(EXPRESSIONS, 'gives on the page of gates what stands beside it'),
    product: at(EXPRESSIONS, 'gives the context that waybill.yaml waits for: %s'),
  },
  {
    fact: 'Flux posts a success with "dependency not ready" on a commit that never ran.',
    standIn: at(FLUX, 'a success of a commit that waits for another Kustomization is none'),
    product: [
      ...at(HEALTH, 'what is not ready on a newer commit counts, and not the success before'),
      ...at(GATES, 'is not there when a dependency is not ready, and is when it says so in any cluster'),
    ],
  },
  {
    fact: 'Flux posts a failure where a Deployment stalls, and nothing while it rolls out.',
    standIn: at(
      FLUX,
      'a Deployment that fails in dev keeps the release out of staging, until it has recovered',
    ),
    product: at(
      GATES,
      'is pending as long as nothing was reported, and passes by a status on a commit that contains it',
      'fails by a newer failure, and a merge that GitHub was asked for is taken back',
    ),
  },
  {
    fact: 'An agent applies a later commit than the one that declared the digest.',
    standIn: at(FLUX, 'Flux asked and wrote only what GitHub publishes'),
    product: at(
      GATES,
      'is pending as long as nothing was reported, and passes by a status on a commit that contains it',
      'does not count what was reported before the digest was declared',
    ),
  },
  {
    fact: 'Argo CD posts whatever state and words its templates say.',
    standIn: at(
      'test/sandbox/github/app-tokens.test.ts',
      'is given to a client that names the App by its number as a text, and sends null, as Argo CD does',
    ),
    product: [
      ...at(HEALTH, 'the words of another agent mean the same'),
      ...at(
        'test/agents/argo-notifications.test.ts',
        'say nothing while dev rolls out, and then, as a real Argo CD was seen to, that it is well',
        'say that dev has failed, and prod is held back: %j',
      ),
    ],
  },
];
