import { z } from 'zod';
import { environmentSchema, merge, mergeMethod, pin, rebuild } from './environment.ts';
import { imageName, imageRepository, imageSource, isPattern, name, sourcePath } from './names.ts';
import { digest, fieldPath, githubNumber, kind, platform } from './values.ts';

// The single source of the types, of the validation and of schema/waybill.schema.json. A description is what
// an editor shows: keep it one sentence.

const ID = 'https://raw.githubusercontent.com/waybill/waybill/main/schema/waybill.schema.json';

/** What keys of one's own begin with, at the top of the file. */
export const OWN_KEY = 'x-';

const image = z
  .strictObject({
    repository: imageRepository,
    source: imageSource.optional(),
    path: sourcePath.optional(),
    platforms: z
      .array(platform)
      .min(1)
      .meta({ description: 'The platforms that the image must have, where verify looks at it.' })
      .optional(),
    'source-id': githubNumber('The number that GitHub has for the source repository.').optional(),
    'source-owner-id': githubNumber('The number that GitHub has for its owner.').optional(),
    pin: pin.optional(),
    'fill-empty-tag': z
      .boolean()
      .meta({ description: 'Whether Helm values with tag: "" get the tag, which the chart chose so far.' })
      .default(false),
    'app-version': z
      .boolean()
      .meta({ description: 'Whether appVersion in the Chart.yaml of a chart with this image gets the tag.' })
      .default(false),
  })
  .meta({ description: 'An image that is promoted.' });

/** What is wrong with an entry that stands for several images, or should. */
function patternProblem(key: string, entry: z.output<typeof image>) {
  const { repository, source } = entry;
  if (isPattern(repository) && entry['app-version'])
    return { at: 'app-version', problem: 'which goes with one image', hint: 'Give that image an entry of its own.' };
  if (isPattern(key) && !isPattern(repository))
    return { at: 'repository', problem: 'which is one image', hint: `The name has "*", so the repository has it, too: ghcr.io/acme/*.` };
  if (isPattern(source ?? '') && entry['source-id'] !== undefined)
    return {
      at: 'source-id',
      problem: 'which is the number of one repository',
      hint: 'The source is a pattern: give an image an entry of its own, or leave the number out.',
    };
  if (isPattern(key)) return undefined;
  const at = PLACES.find((place) => isPattern(entry[place] ?? ''));
  return at === undefined
    ? undefined
    : { at, problem: 'which is a pattern', hint: `The name has to have the "*", too, and may be "*" alone.` };
}

/** Where an entry may have a "*", if its name has one. */
const PLACES = ['repository', 'source', 'path'] as const;

const images = z
  .array(name('An image of this file.'))
  .min(1)
  .meta({ description: 'The images of the group.' });

const group = z
  .union([
    images,
    z
      .strictObject({
        images,
        join: z
          .boolean()
          .meta({
            description:
              'Whether images that pass their gates go on with those that are declared already, or the whole group waits.',
          })
          .default(false),
        same: z
          .enum(['commit', 'version'])
          .meta({
            description:
              'What all images of the group have in common by what their digests say: the commit they were built from, or the version. The group moves as a whole: it waits until all of them are there.',
          })
          .optional(),
      })
      .superRefine(({ join, same }, context) => {
        if (!join || same === undefined) return;
        const params = { hint: 'Leave "join" out: a group with "same" moves as a whole.' };
        context.addIssue({ code: 'custom', message: 'which cannot have both "join" and "same"', params });
      })
      .meta({ description: 'The images of the group, and how they come together.' }),
  ])
  .transform((value) => (Array.isArray(value) ? { images: value, join: false, same: undefined } : value));

const customKinds = z
  .array(
    z.strictObject({
      kind,
      paths: z.array(fieldPath).min(1).meta({ description: 'Where in the resource image references stand.' }),
    }),
  )
  .meta({ description: 'Custom resources that hold an image, and where in them.' })
  .default([]);

const verify = z
  .strictObject({
    'other-changes': z
      .enum(['allow', 'refuse'])
      .meta({
        description:
          'Whether pull requests pass that change more than images: "allow", or "refuse" for a config repo that only Waybill and its rules change.',
      })
      .default('allow'),
  })
  .meta({ description: 'What the action verify lets pass.' })
  .default({ 'other-changes': 'allow' });

/** `sha256:…`, or `{ digest: sha256:…, reason: … }`. */
const revoked = z
  .array(
    z
      .union([
        digest,
        z.strictObject({
          digest,
          reason: z.string().min(1).max(200).meta({ description: 'Why, for the pull request.' }).optional(),
        }),
      ])
      .transform((value) => (typeof value === 'string' ? { digest: value, reason: undefined } : value)),
  )
  .meta({ description: 'Digests that come into no environment any more, neither by a hotfix nor by a roll back.' })
  .default([]);

/** `waybill.yaml`, version 1, as it is written. */
export const configSchema = z
  .strictObject({
    version: z.literal(1).meta({ description: 'The version of this format.' }),
    images: z
      .record(imageName('The name of the image; with * that of every image of a pattern.'), image)
      .superRefine((entries, context) => {
        for (const [key, entry] of Object.entries(entries)) {
          const found = patternProblem(key, entry);
          if (found === undefined) continue;
          const { problem, hint, at } = found;
          context.addIssue({ code: 'custom', message: problem, path: [key, at], params: { hint } });
        }
      })
      .meta({ description: 'The images that are promoted, by name.' }),
    groups: z
      .record(name('The name of the group.'), group)
      .meta({ description: 'Images that move together, in one pull request.' })
      .default({}),
    environments: z
      .record(name('The name of the environment; part of the names of branches.'), environmentSchema)
      .meta({ description: 'The environments, by name.' }),
    kinds: customKinds,
    verify,
    revoked,
    merge: merge.optional(),
    'merge-method': mergeMethod.optional(),
    rebuild: rebuild.optional(),
  })
  .meta({ title: 'waybill.yaml', description: 'What is promoted, and from where to where.' });

/**
 * The JSON Schema of `waybill.yaml` as it is written, for editors (draft 7, which they all read). It says the
 * shape. What only a program can check (names that point to nothing, cycles, time zones) is left to
 * `waybill lint`.
 */
export function configJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' });
  const own = { description: 'A place for anchors; it means nothing to Waybill.' };
  return { $schema, $id: ID, ...schema, patternProperties: { [`^${OWN_KEY}`]: own } };
}
