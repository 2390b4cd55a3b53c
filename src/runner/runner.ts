/*
 * The door of the room that knows the Actions runner: inputs, outputs, log, annotations, masks, summary. It
 * may not know what an action does with them.
 *
 * It does without `@actions/core`. Six calls of that package were in use, and each is one line of a
 * documented format. The summary, the inputs, the artifacts and the masks in files were our own already. The
 * package brings a program runner and a second HTTP client into a bundle that runs with secrets, and loads
 * them at every start.
 */
import type { WaybillError } from '../errors/waybill-error.ts';

/**
 * The Actions runner, as an action sees it. Only its implementation writes workflow commands and the
 * `GITHUB_*` files. The `run.ts` of every action takes it as an argument.
 */
export interface Runner {
  readonly inputs: InputReader;
  readonly context: RunContext;
  readonly log: Log;
  /** Aborted when the run is cancelled: child processes end, nothing new begins. */
  readonly stop?: AbortSignal | undefined;
  /** What GitHub says of the event that started the run; undefined where it says nothing. */
  readonly eventPayload?: (() => unknown) | undefined;
  /** Sets one output. Every action sets all of its outputs in every run, even when it fails half-way. */
  output(name: string, value: string): void;
  /** Appends Markdown to the job summary, and cuts it at the runner's limit of 1 MiB. */
  summary(markdown: string): Promise<void>;
  /** Masks a secret in everything that is printed from now on. */
  mask(secret: string): void;
  /** The text with every masked secret hidden, for what others than the runner show. */
  hide(text: string): string;
  /** Ends the process when the run is not done in so many milliseconds, also while it computes. */
  endAfter(milliseconds: number): void;
  /**
   * Appends `oci://…@digest` to `$GITHUB_ARTIFACTS`, where the runner has such a file. Returns whether the
   * file holds it.
   */
  announceArtifact(reference: string): boolean;
}

export interface Log {
  info(message: string): void;
  debug(message: string): void;
  warning(message: string): void;
  /** One entry of the log for an error. Where the error has a location, that line gets an annotation. */
  error(error: WaybillError): void;
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
}

/** Readers throw `INPUT_MISSING` or `INPUT_INVALID` with the input's name in the message. */
export interface InputReader {
  /** The input trimmed; an empty input is undefined. */
  text(name: string): string | undefined;
  required(name: string): string;
  /** Newline or comma separated; blank entries are dropped. */
  list(name: string): readonly string[];
  /** One entry a line; a comma is part of an entry (build arguments, secrets). */
  lines(name: string): readonly string[];
  boolean(name: string, fallback: boolean): boolean;
  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T;
}

/** What the workflow run says of itself. A part is undefined where it is not set, as outside of Actions. */
export interface RunContext {
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly repository: string | undefined;
  readonly commit: string | undefined;
  /** `refs/heads/main`, `refs/tags/v1.4.0`, `refs/pull/7/merge`. */
  readonly ref: string | undefined;
  readonly event: string | undefined;
  readonly actor: string | undefined;
  readonly workflow: string | undefined;
  readonly run: { readonly id: string; readonly attempt: number; readonly url: string } | undefined;
  readonly workspace: string;
}
