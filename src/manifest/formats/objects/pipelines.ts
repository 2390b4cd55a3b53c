import { type ReferenceSlot, spanOf, spanText } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import type { Format } from '../format.ts';
import { type ScalarAtPath, scalarsAt } from '../key-path.ts';
import { isVersioned, wholeSlot } from '../whole-reference.ts';

/** A program for pipelines: how its files are called, and the paths at which they name an image. */
interface PipelineFiles {
  readonly file: RegExp;
  readonly paths: readonly string[];
}

/** Steps as a list or as a map of names, and what may run beside them. */
const STEPS = ['steps', 'pipeline', 'services', 'clone'].flatMap((key) => [
  `${key}.[].image`,
  `${key}.*.image`,
]);

const GITLAB_JOB = ['image', 'image.name', 'services.[]', 'services.[].name'];

const PIPELINES: readonly PipelineFiles[] = [
  // https://woodpecker-ci.org/docs/usage/workflow-syntax
  { file: /(?:^|\/)\.woodpecker(?:\.ya?ml$|\/.*\.ya?ml$)/, paths: STEPS },
  // https://docs.drone.io/pipeline/docker/syntax/
  { file: /(?:^|\/)\.drone(?:\.[\w-]+)?\.ya?ml$/, paths: STEPS },
  // https://codefresh.io/docs/docs/pipelines/what-is-the-codefresh-yaml/
  {
    file: /(?:^|\/)(?:[\w-]+[.-])?codefresh\.ya?ml$|(?:^|\/)\.?codefresh\/.*\.ya?ml$/,
    paths: ['', 'steps.*.'].flatMap((at) => [
      ...[`${at}steps.*.image`, `${at}steps.*.services.composition.*.image`],
      `${at}services.composition.*.image`,
    ]),
  },
  // https://docs.gitlab.com/ci/yaml/#image
  {
    file: /(?:^|\/)(?:[\w.-]*\.)?\.?gitlab-ci\.ya?ml$|(?:^|\/)\.gitlab\/.*\.ya?ml$|(?:^|\/)\.gitlab-ci\/.*\.ya?ml$/,
    paths: ['', 'default.', '*.'].flatMap((at) => GITLAB_JOB.map((path) => at + path)),
  },
  // https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idcontainer
  {
    file: /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/,
    paths: [
      ...['jobs.*.container', 'jobs.*.container.image', 'jobs.*.services.*.image'],
      ...['jobs.*.steps.[].uses', 'jobs.*.steps.[].with.*', 'jobs.*.with.*'],
      ...['workflow_call', 'workflow_dispatch'].map((event) => `on.${event}.inputs.*.default`),
    ],
  },
  // https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax
  {
    file: /(?:^|\/)\.(?:github|gitea|forgejo)\/actions\/.*\baction\.ya?ml$/,
    paths: ['runs.image', 'runs.steps.[].uses', 'runs.steps.[].with.*', 'inputs.*.default'],
  },
  // https://circleci.com/docs/reference/configuration-reference/#docker
  {
    file: /(?:^|\/)\.circleci\/.*\.ya?ml$/,
    paths: ['jobs.*.docker.[].image', 'executors.*.docker.[].image'],
  },
];

/**
 *     steps:
 *       lint: { image: acme/tools }
 *
 * Files of pipelines: Woodpecker, Drone, Codefresh, GitLab CI, GitHub Actions and its kin, CircleCI. They
 * have no other place for a tag, so that a bare name gets it where it stands.
 */
export const pipelines: Format = {
  name: 'pipeline',
  certainty: 'kind',
  recognises: (document) => document.view.outer === undefined && pipelineOf(document) !== undefined,
  *find(document): Generator<ReferenceSlot> {
    const seen = new Set<unknown>();
    for (const path of pipelineOf(document)?.paths ?? []) {
      for (const scalar of scalarsAt(document.root, path.split('.'))) {
        if (seen.has(scalar.node)) continue;
        seen.add(scalar.node);
        const span = spanOf(scalar.node);
        const scheme = /^docker:\/\//.exec(spanText(span))?.[0] ?? '';
        if (mayBeElse(path) && scheme === '') continue;
        if (/\.(?:with\.\*|default)$/.test(path) && !isImageInput(scalar)) continue;
        yield wholeSlot(document, pipelines.name, scalar, { ...span, from: span.from + scheme.length });
      }
    }
  },
};

/** An action, or a Dockerfile, unless a scheme says that it is an image. */
function mayBeElse(path: string): boolean {
  return path.endsWith('.uses') || path === 'runs.image';
}

/**
 * `node_image: kindest/node:v1.30.0`: an input of an action or a workflow whose name speaks of an image, or
 * what it is by default.
 */
function isImageInput({ node, path }: ScalarAtPath): boolean {
  const name = path.at(-1) === 'default' ? path.at(-2) : path.at(-1);
  return /image/i.test(String(name)) && isVersioned(node.text.trim());
}

function pipelineOf({ path }: ViewDocument): PipelineFiles | undefined {
  return PIPELINES.find(({ file }) => file.test(path));
}
