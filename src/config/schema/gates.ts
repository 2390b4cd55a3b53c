import semver from 'semver';
import { z } from 'zod';
import { date, days, duration, hours, mustMatch, statusContexts, textValue, timezone } from './values.ts';

const WORKFLOW = /^(?:[A-Za-z0-9-]+\/[A-Za-z0-9._-]+\/)?\.github\/workflows\/[^/\\]+\.ya?ml$/;
const FULL_REF = /^refs\/(?:heads|tags)\/[^\s\\]+$/;

const EVENT = /^[a-z][a-z_]*$/;

function refPatterns(description: string) {
  return z
    .array(
      textValue(
        { description: 'A full ref; "*" stands for any characters.' },
        mustMatch(FULL_REF, 'which is not a full ref', 'Write refs/heads/main or "refs/tags/v*".'),
      ),
    )
    .min(1)
    .meta({ description })
    .optional();
}

const window = z
  .strictObject({ days: days.optional(), hours: hours.optional(), timezone })
  .meta({ description: 'When a promotion may be merged.' });

const freeze = z
  .strictObject({
    from: date('The first day on which nothing is promoted.'),
    to: date('The last day on which nothing is promoted.'),
    timezone,
    reason: z.string().min(1).max(200).meta({ description: 'Why, for the pull request.' }).optional(),
  })
  .superRefine(({ from, to }, context) => {
    if (from <= to) return;
    context.addIssue({
      code: 'custom',
      path: ['to'],
      message: `which is before "from", ${from}`,
      params: { hint: 'Both days belong to the freeze; write the earlier one as "from".' },
    });
  })
  .meta({ description: 'Days on which nothing is promoted; wins over the window.' });

const version = textValue(
  { description: 'A range of semantic versions that the image has to be in.', examples: ['>=1.0.0', '^2'] },
  (text) =>
    text.trim() !== '' && semver.validRange(text) !== null
      ? undefined
      : {
          problem: 'which is not a range of versions',
          hint: 'Write a semver range: ">=1.0.0", "^2", "1.x".',
        },
);

const provenance = z
  .strictObject({
    workflow: textValue(
      {
        description: 'The workflow that must have built the image.',
        pattern: WORKFLOW.source,
        examples: ['.github/workflows/build.yml', 'acme/workflows/.github/workflows/build.yml'],
      },
      mustMatch(
        WORKFLOW,
        'which is not the path of a workflow',
        'Write .github/workflows/build.yml; for a reusable workflow of another repository, owner and name before it.',
      ),
    ),
    refs: refPatterns('The branches and tags that it may have been built from; any when it is left out.'),
    'workflow-refs': refPatterns(
      'The branches and tags of a reusable workflow of another repository; any when it is left out.',
    ),
    events: z
      .array(
        textValue(
          { description: 'The name of an event that starts workflows.', examples: ['push'] },
          mustMatch(EVENT, 'which is not an event', 'Write it as in "on:" of a workflow: push.'),
        ),
      )
      .min(1)
      .meta({ description: 'The events that it may have been built on; never those of pull requests, unless named.' })
      .default(['push', 'release', 'workflow_dispatch', 'schedule']),
    runner: z
      .enum(['github-hosted', 'any'])
      .meta({ description: 'Whether it may have been built on a runner of your own: "any".' })
      .default('github-hosted'),
    'max-age': duration('How long ago it may have been signed; however long when it is left out.').optional(),
  })
  .meta({ description: 'Who must have built the image, proved by its signed provenance.' });

const soakTime = duration('How long the digest must have been declared, and healthy, upstream.');

/** `1h`, or `{ for: 1h, replaced: counts }`. */
const soak = z
  .union([
    soakTime,
    z
      .strictObject({
        for: soakTime,
        replaced: z
          .enum(['stops', 'counts'])
          .meta({
            description:
              'Whether the time of a digest goes on (counts) or ends (stops) when a promotion replaces it upstream. A roll back always ends it.',
          })
          .default('stops'),
      })
      .meta({ description: 'How long, and what becomes of the time of a digest that is replaced.' }),
  ])
  .meta({ description: 'How long the digest must have been declared, and healthy, upstream.' })
  .transform((value) => (typeof value === 'number' ? { for: value, replaced: 'stops' as const } : value));

/** The conditions on a promotion into one environment. */
export const gatesSchema = z
  .strictObject({
    soak: soak.optional(),
    healthy: z
      .union([z.boolean(), statusContexts])
      .meta({
        description:
          'Whether the environments before must be healthy on a commit that declares the digest, as their "health" says it. A list names the commit statuses instead.',
        examples: [true, ['kustomization/dev/*']],
      })
      .transform((value) => (value === false ? undefined : value))
      .optional(),
    version: version.optional(),
    window: z
      .union([window, z.array(window).min(1)])
      .meta({
        description: 'When a promotion may be merged: one window, or several of which one has to be open.',
      })
      .transform((value) => (Array.isArray(value) ? value : [value]))
      .optional(),
    freeze: z.array(freeze).min(1).meta({ description: 'Days on which nothing is promoted.' }).optional(),
    manual: z
      .boolean()
      .meta({ description: 'Whether a person other than the author has to approve the pull request.' })
      .optional(),
    provenance: provenance.optional(),
  })
  .meta({ description: 'The conditions on a promotion into this environment.' });
