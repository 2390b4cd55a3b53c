import { configRepoOf, type Connection, provingConnectionOf, pullSettings } from '../lane/inputs.ts';
import type { DestinationInputs } from '../../environments/destination.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { type ImageReference, parseReference } from '../../image/reference.ts';
import type { PullSettings } from '../../lanes/pull-settings.ts';
import type { Pin } from '../../manifest/plan-edits.ts';
import { type ImageRequest, parseImageRequests } from '../../promotion/lane/image-request.ts';
import type { InputReader, Runner } from '../../runner/runner.ts';

/** What one run of `promote` is asked to do. */
export interface PromoteRequest extends DestinationInputs {
  readonly images: readonly ImageRequest[];
  readonly pin: Pin | undefined;
  readonly pull: PullSettings;
  /** An image may be built from an ancestor of what is declared. */
  readonly allowOlder: boolean;
  readonly dryRun: boolean;
  /**
   * Who asks, why and in which run: a hotfix is marked with it. `reason` is undefined when none was given.
   */
  readonly asked: {
    readonly by: string;
    readonly reason: string | undefined;
    readonly run: string | undefined;
  };
  /** Gates that a person passes over now, with a reason. */
  readonly skip: readonly SkippableGate[];
  /** The web address of GitHub, for links. */
  readonly server: string;
}

/** Gates that wait for time or an event: a person may decide that it has been enough. */
const SKIPPABLE = ['soak', 'health', 'window'] as const;
type SkippableGate = (typeof SKIPPABLE)[number];

export interface PromoteInputs {
  readonly request: PromoteRequest;
  readonly connection: Connection;
}

/**
 * Reads every input of the action. Throws `INPUT_*`, `RECORD_INVALID` or `TOKEN_MISSING`; nothing has
 * happened then.
 */
export function readInputs(runner: Pick<Runner, 'inputs' | 'context' | 'mask' | 'hide'>): PromoteInputs {
  const { inputs, context } = runner;
  const { repository, branch } = configRepoOf(runner);
  const image = imageOf(inputs);
  const images = imagesOf(inputs);
  const reason = inputs.text('reason');
  const connection = provingConnectionOf(runner);
  return {
    request: {
      images,
      environment: inputs.text('environment'),
      repository,
      branch,
      files: inputs.list('files'),
      image,
      pin: pinOf(inputs),
      pull: pullSettings(inputs, repository),
      allowOlder: inputs.boolean('allow-older', false),
      dryRun: inputs.boolean('dry-run', false),
      asked: {
        by: context.actor ?? 'unknown',
        // A text that is cut before it is masked would show how a secret begins.
        reason: reason === undefined ? undefined : runner.hide(reason),
        run: context.run?.url,
      },
      skip: skippedGates(inputs),
      server: context.serverUrl,
    },
    connection,
  };
}

function imagesOf(inputs: InputReader): readonly ImageRequest[] {
  const text = inputs.text('images');
  if (text !== undefined) return parseImageRequests(text);
  throw new WaybillError('INPUT_MISSING', 'The input "images" is missing', {
    hint: 'Pass the `record` output of the build or record action, or name=registry/repository@sha256:…, one image a line.',
  });
}

/** A repository alone, as everywhere where an input is called `image`. What is promoted is in `images`. */
function imageOf(inputs: InputReader): string | undefined {
  const text = inputs.text('image');
  const reference = text === undefined ? undefined : parseReference(text, 'the input "image"');
  if (reference === undefined || (reference.tag === undefined && reference.digest === undefined)) return text;
  throw new WaybillError('INPUT_INVALID', `The input "image" names a tag or a digest: ${text}`, {
    hint: `Write "image: ${reference.spelling}", and "images: ${versionText(reference)}"; or the whole of it in "images".`,
  });
}

function versionText({ tag, digest }: ImageReference): string {
  return [tag, digest].filter((part) => part !== undefined).join('@');
}

function skippedGates(inputs: InputReader): readonly SkippableGate[] {
  return inputs.list('skip-gates').map((name) => {
    const found = SKIPPABLE.find((gate) => gate === name);
    if (found !== undefined) return found;
    throw new WaybillError('INPUT_INVALID', `The input "skip-gates" names ${JSON.stringify(name)}`, {
      hint: `A person may pass over ${SKIPPABLE.join(', ')}, and over no other gate.`,
    });
  });
}

function pinOf(inputs: InputReader): Pin | undefined {
  return inputs.text('pin') === undefined
    ? undefined
    : inputs.choice<Pin>('pin', ['digest', 'tag'], 'digest');
}
