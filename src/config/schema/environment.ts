import { z } from 'zod';
import { driftSchema } from './drift.ts';
import { gatesSchema } from './gates.ts';
import { branch, name, ownerAndRepository, reviewer } from './names.ts';
import { LONGEST_LABEL, LONGEST_TITLE_PREFIX } from './plain-rules.ts';
import { address, digest, duration, fileGlob, statusContexts } from './values.ts';

/** Stands for the name of a target in `files`, `health` and `gates.healthy`. */
export const TARGET_PLACEHOLDER = '{target}';

/** One target of an environment that has waves, with the patterns of its own files. */
interface TargetFiles {
  readonly name: string;
  readonly files: readonly string[];
}

interface WrittenFiles {
  readonly files: readonly string[];
  readonly waves?: readonly (readonly string[])[] | undefined;
}

export const pin = z.enum(['digest', 'tag']).meta({
  description: 'What is written: "digest" (tag and digest, wherever the file can hold one) or "tag" alone.',
});

export const merge = z.enum(['manual', 'auto']).meta({
  description: 'Who merges: a person (manual), or Waybill as soon as the gates pass (auto).',
});

export const mergeMethod = z.enum(['merge', 'squash', 'rebase']).meta({
  description: 'How pull requests are merged; what GitHub offers first and its rules allow, where it is not said.',
});

export const rebuild = z.enum(['conflicting', 'behind']).meta({
  description:
    'When the commit of an open pull request is written anew although it proposes the same: when merging it would no longer give what is planned (conflicting), or also whenever the base branch moved (behind).',
});

const upstream = name('An environment of this file.');
const upstreams = z.array(upstream).min(1);

const after = z
  .union([
    z.array(upstream).meta({ description: 'Every one of these environments comes before this one.' }),
    z
      .strictObject({
        all: upstreams.meta({ description: 'Every one of these comes before this one.' }).optional(),
        any: upstreams.meta({ description: 'One of these is enough.' }).optional(),
      })
      .superRefine(({ all, any }, context) => {
        if ((all === undefined) !== (any === undefined)) return;
        const params = { hint: 'Write a list of environments below "all" or below "any".' };
        context.addIssue({ code: 'custom', message: 'which needs one of "all" and "any"', params });
      })
      .meta({ minProperties: 1, maxProperties: 1 }),
  ])
  .meta({ description: 'The environments that come before this one: a list, or "all" or "any" with one.' })
  .transform((value) => {
    if (Array.isArray(value)) return { need: 'all' as const, environments: value };
    return value.all === undefined
      ? { need: 'any' as const, environments: value.any ?? [] }
      : { need: 'all' as const, environments: value.all };
  })
  .default({ need: 'all', environments: [] });

const hold = z
  .strictObject({
    image: name('An image of this file.'),
    digest,
    reason: z.string().min(1).max(200).meta({ description: 'Why, for the pull request.' }).optional(),
  })
  .meta({ description: 'A digest that is not promoted into this environment again.' });

const reviewers = z
  .array(reviewer)
  .meta({ description: 'Who is asked to review: users (octocat) and teams (acme/sre).' })
  .transform((names) => ({
    users: names.filter((entry) => !entry.includes('/')),
    teams: names.filter((entry) => entry.includes('/')),
  }))
  .default({ users: [], teams: [] });

export const environmentSchema = z
  .strictObject({
    files: z.array(fileGlob).min(1).meta({ description: 'The files that declare this environment.' }),
    after,
    repository: ownerAndRepository('Another config repo that declares this environment.').optional(),
    branch: branch.optional(),
    url: address('Where the environment is to be seen.', 'https://{environment}.acme.dev').optional(),
    metrics: address(
      'Where to see how well it runs.',
      'https://grafana.acme.dev/d/shop?var-env={environment}&var-version={version}',
    ).optional(),
    pin: pin.optional(),
    expect: z
      .record(
        name('An image of this file.'),
        z
          .number()
          .refine((count) => Number.isInteger(count) && count >= 1, {
            message: 'which is not a number of places',
            params: { hint: 'Write a whole number from 1 on, or leave the image out.' },
          })
          .meta({ type: 'integer', minimum: 1, description: 'In how many places the files declare it.' }),
      )
      .meta({
        description: 'In exactly how many places images are declared; at least one where it is not said.',
      })
      .default({}),
    merge: merge.optional(),
    'merge-method': mergeMethod.optional(),
    rebuild: rebuild.optional(),
    policy: z
      .enum(['supersede', 'queue', 'hold'])
      .meta({
        description:
          'What happens to an open pull request when something newer arrives: it takes the newer (supersede), it goes first (queue), or a person decides (hold).',
      })
      .default('supersede'),
    reviewers,
    labels: z
      .array(z.string().min(1).max(LONGEST_LABEL))
      .meta({ description: 'Labels of the pull request.' })
      .default([]),
    draft: z.boolean().meta({ description: 'Open the pull request as a draft.' }).default(false),
    'title-prefix': z
      .string()
      .min(1)
      .max(LONGEST_TITLE_PREFIX)
      .meta({ description: 'Text before the title of the pull request, for example "chore(prod): ".' })
      .optional(),
    health: statusContexts
      .meta({
        description: 'The commit statuses that say whether the environment is healthy.',
        examples: [['kustomization/dev/*']],
      })
      .default([]),
    gates: gatesSchema.optional(),
    drift: driftSchema.optional(),
    waves: z
      .array(z.array(name('A target: a cluster, a region.')).min(1))
      .min(1)
      .meta({
        description: 'Targets (clusters, regions) in the order they are promoted; a list goes at once.',
      })
      .optional(),
    hold: z
      .array(hold)
      .meta({ description: 'Digests that are not promoted into this environment.' })
      .default([]),
    rollback: z
      .strictObject({
        'on-failure': duration('How long after a merge a failure of its own health brings a roll back.'),
        merge: merge.default('manual'),
      })
      .meta({ description: 'A roll back that is proposed by itself when a promotion fails.' })
      .optional(),
    hotfix: z
      .boolean()
      .meta({ description: 'Whether a digest may go straight into this environment.' })
      .default(false),
  })
  .meta({ description: 'A target, and the files that declare it.' })
  .transform(withTargets);

/**
 * An environment with the patterns of each of its targets, in the order of the waves. Its own `files` become
 * those of all targets together, so that whoever looks for the files of the environment finds them without
 * knowing of waves.
 */
function withTargets<E extends WrittenFiles>(
  environment: E,
): Omit<E, 'files'> & { readonly files: readonly string[]; readonly targets: readonly TargetFiles[] } {
  const names = [...new Set((environment.waves ?? []).flat())];
  const targets = names.map((name) => ({ name, files: filesFor(environment.files, name) }));
  const files = targets.length === 0 ? environment.files : targets.flatMap((target) => target.files);
  return { ...environment, files: [...new Set(files)], targets };
}

function filesFor(files: readonly string[], target: string): readonly string[] {
  return files.map((glob) => glob.replaceAll(TARGET_PLACEHOLDER, target));
}
