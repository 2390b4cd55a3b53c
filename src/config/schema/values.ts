import { z } from 'zod';
import { digestHint, isDigest } from '../../image/digest.ts';
import { isPlatform } from '../../image/platform.ts';
import type { ValueProblem } from '../document/problem.ts';
import { TEXT_RULES, type TextRule } from '../document/schema-at.ts';
import { ADDRESS_NAMES, ADDRESS_PATTERN, addressProblem } from '../addresses.ts';
import { globProblem } from '../globs.ts';
import {
  DATE_PATTERN,
  dateProblem,
  DAYS,
  DURATION_PATTERN,
  durationProblem,
  HOURS_PATTERN,
  hoursProblem,
  parseDuration,
  parseHours,
  timeZoneProblem,
} from '../times.ts';

const KIND = /^[A-Z][A-Za-z0-9]*$/;
const FIELD_PATH = /^(?:[A-Za-z0-9_-]+|\*)(?:\[\])*(?:\.(?:[A-Za-z0-9_-]+|\*)(?:\[\])*)*$/;

/** What an editor shows for a value, and the shape that it checks while a person types. */
interface TextHelp {
  readonly description: string;
  readonly pattern?: string;
  readonly examples?: readonly string[];
}

/**
 * A string whose rule is a function. One definition gives the type, the located error and what the JSON
 * Schema says. `find` returns what is wrong with a text, or undefined.
 */
export function textValue(help: TextHelp, find: TextRule) {
  return z
    .string()
    .superRefine((text, context) => {
      const found = find(text);
      if (found === undefined) return;
      context.addIssue({ code: 'custom', message: found.problem, params: { hint: found.hint } });
    })
    .meta({ ...help })
    .register(TEXT_RULES, { find });
}

/** A `find` for a value whose whole rule is a pattern. */
export function mustMatch(pattern: RegExp, problem: string, hint: string): TextRule {
  return (text) => (pattern.test(text) ? undefined : { problem, hint });
}

/** `24h`; the value is a number of milliseconds. */
export function duration(description: string) {
  return textValue(
    { description, pattern: DURATION_PATTERN.source, examples: ['30m', '24h', '7d'] },
    durationProblem,
  ).transform((text) => parseDuration(text) ?? 0);
}

/** `09:00-16:00`; the value is minutes since midnight. */
export const hours = textValue(
  { description: 'Hours of the day: "09:00-16:00". May run past midnight.', pattern: HOURS_PATTERN.source },
  hoursProblem,
).transform((text) => parseHours(text) ?? { start: 0, end: 24 * 60 });

/** `2026-12-20`; the value is the text. */
export function date(description: string) {
  return textValue({ description, pattern: DATE_PATTERN.source, examples: ['2026-12-20'] }, dateProblem);
}

export const days = z
  .array(z.enum(DAYS))
  .min(1)
  .meta({ description: 'Days of the week; every day when it is left out.', uniqueItems: true });

/** `Europe/Berlin`; UTC when it is left out. */
export const timezone = textValue(
  { description: 'A time zone by its IANA name; UTC when it is left out.', examples: ['Europe/Berlin'] },
  timeZoneProblem,
).default('UTC');

/** `envs/dev/**`: a pattern for files of an environment. */
export const fileGlob = textValue(
  {
    description: 'Files by pattern, from the root of the config repo: *, **, ?, [abc] and {a,b}.',
    examples: ['envs/dev/**', 'clusters/*/apps/values*.yaml'],
  },
  globProblem,
);

/** `kustomization/dev/*`: commit statuses, by their contexts. */
export const statusContexts = z
  .array(
    textValue(
      {
        description: 'The context of a commit status; * stands for any characters between two slashes.',
        examples: ['kustomization/dev/*'],
      },
      contextProblem,
    ),
  )
  .min(1);

function contextProblem(text: string): ValueProblem | undefined {
  if (text.trim() === '')
    return {
      problem: 'which names no commit status',
      hint: 'Write the context as it stands on a commit: "kustomization/dev/*".',
    };
  return text.includes('**')
    ? { problem: 'which has "**"', hint: 'Write one "*" for each part: "kustomization/*/*".' }
    : undefined;
}

/** `https://{environment}.acme.dev`: an address in which names stand for values. */
export function address(description: string, example: string) {
  const names = `${ADDRESS_NAMES.map((name) => `{${name}}`).join(', ')} stand for what they say.`;
  const pattern = ADDRESS_PATTERN.source;
  return textValue({ description: `${description} ${names}`, pattern, examples: [example] }, addressProblem);
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** `2026-01-05T09:00:00Z`; the value is the text. */
export function utcMoment(description: string) {
  return textValue({ description, pattern: MOMENT.source }, (text) =>
    MOMENT.test(text) && !Number.isNaN(Date.parse(text))
      ? undefined
      : { problem: 'which is not a moment in UTC', hint: 'Write 2026-01-05T09:00:00Z.' },
  );
}

/** A digest, written in full. */
export const digest = textValue({ description: 'The digest: sha256: and 64 hexadecimal digits.' }, (text) =>
  isDigest(text)
    ? undefined
    : {
        problem: 'which is not a SHA-256 digest',
        hint: digestHint(text),
      },
);

/**
 * `804070735`, as a number or as a text; the value is a text. A name can be taken by somebody else once its
 * owner gives it up, the number cannot.
 */
export function githubNumber(description: string) {
  return z
    .union([z.int().positive(), z.string().regex(/^[1-9]\d*$/)])
    .meta({ description, examples: [804070735] })
    .transform(String);
}

/** `linux/amd64`, as Docker writes it. */
export const platform = textValue(
  { description: 'A platform: linux/amd64.', examples: ['linux/amd64', 'linux/arm64'] },
  (text) =>
    isPlatform(text) ? undefined : { problem: 'which is not a platform', hint: 'Write linux/amd64.' },
);

/** `RunnerDeployment`: the kind of a custom resource. */
export const kind = textValue(
  { description: 'The kind of the resource.', pattern: KIND.source },
  mustMatch(KIND, 'which is not a kind', 'Write it as in the manifests: RunnerDeployment.'),
);

/** `spec.steps[].image`: where in a custom resource a reference stands. */
export const fieldPath = textValue(
  {
    description: 'Where the reference stands; [] is every item of a list, * every key of a map.',
    pattern: FIELD_PATH.source,
    examples: ['spec.imageName', 'spec.steps[].image'],
  },
  mustMatch(
    FIELD_PATH,
    'which is not a path',
    'Write keys with dots between them, and [] for every item of a list: spec.steps[].image.',
  ),
);
