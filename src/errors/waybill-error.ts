/**
 * The room for what goes wrong: the one error type with its codes, places in files, the nearest word, and the
 * `Result` of pure functions. Every room imports it. It imports none, and prints nothing.
 */
import type { Location } from './location.ts';

/**
 * Who has to act on an error. It decides the heading under which the job summary shows it.
 *
 * - `workflow`: the author of the workflow (an input, a missing permission, a builder that is not set up)
 * - `config`: the owner of the config repo (`waybill.yaml`, a file that declares an environment)
 * - `platform`: GitHub or the registry (an outage, a limit, a refusal)
 * - `bug`: Waybill itself
 */
export type ErrorParty = 'workflow' | 'config' | 'platform' | 'bug';

/**
 * Every code of an error, with the party that has to act. Codes are a contract: tests and users match on
 * them.
 */
export const ERROR_PARTIES = {
  // Inputs and environment of the workflow.
  INPUT_MISSING: 'workflow',
  INPUT_INVALID: 'workflow',
  REFERENCE_INVALID: 'workflow',
  DIGEST_INVALID: 'workflow',
  RECORD_INVALID: 'workflow',
  ENVIRONMENT_UNKNOWN: 'workflow',
  IMAGE_UNKNOWN: 'workflow',
  VERSION_TAG_MOVED: 'workflow',
  COMMIT_UNKNOWN: 'workflow',
  COMMIT_MISMATCH: 'workflow',
  COMMIT_TAG_TAKEN: 'workflow',
  BUILD_DIFFERS: 'workflow',
  REUSE_REFUSED: 'workflow',
  HOTFIX_REFUSED: 'workflow',
  NOTHING_BEFORE: 'workflow',
  HISTORY_TOO_DEEP: 'workflow',
  DIGEST_NOT_DECLARED: 'workflow',
  TOKEN_MISSING: 'workflow',
  TOKEN_REJECTED: 'workflow',
  PERMISSION_MISSING: 'workflow',
  DEADLINE_PASSED: 'workflow',
  NODE_UNSUPPORTED: 'workflow',
  PROGRAM_MISSING: 'workflow',
  CLUSTER_UNREADABLE: 'workflow',
  DRIFT_UNKNOWN: 'workflow',
  // The builder, before and during a build.
  BUILDX_MISSING: 'workflow',
  DOCKER_UNAVAILABLE: 'workflow',
  BUILDER_UNSUITED: 'workflow',
  DOCKERFILE_MISSING: 'workflow',
  CONTEXT_MISSING: 'workflow',
  PLATFORM_UNSUPPORTED: 'workflow',
  BUILD_FAILED: 'workflow',
  DIGEST_MISSING: 'platform',
  DIGEST_MISMATCH: 'platform',
  SIGNING_FAILED: 'platform',
  // The config repo and its files.
  CONFIG_MISSING: 'config',
  CONFIG_INVALID: 'config',
  FILES_UNMATCHED: 'config',
  REFERENCE_NOT_FOUND: 'config',
  REFERENCE_AMBIGUOUS: 'config',
  REFERENCE_MISCOUNTED: 'config',
  REFERENCE_UNEDITABLE: 'config',
  FILE_UNREADABLE: 'config',
  FILE_UNSAFE: 'config',
  BRANCH_MISSING: 'config',
  BRANCH_PROTECTED: 'config',
  BRANCH_IN_THE_WAY: 'config',
  DIGEST_HELD: 'config',
  LANE_TAKEN: 'config',
  LANE_TOUCHED: 'config',
  PROPOSAL_REJECTED: 'config',
  CHANGE_NOT_ACCEPTED: 'config',
  RENDER_FAILED: 'config',
  REVISION_UNKNOWN: 'config',
  DRIFT_FOUND: 'config',
  // GitHub.
  REPOSITORY_NOT_FOUND: 'platform',
  REPOSITORY_READ_ONLY: 'platform',
  REPOSITORY_EMPTY: 'platform',
  RATE_LIMITED: 'platform',
  GITHUB_REFUSED: 'platform',
  GITHUB_UNAVAILABLE: 'platform',
  LANE_MOVED: 'platform',
  // The registry.
  IMAGE_NOT_FOUND: 'platform',
  REGISTRY_LOGIN_MISSING: 'workflow',
  REGISTRY_LOGIN_REJECTED: 'workflow',
  REGISTRY_DENIED: 'workflow',
  REGISTRY_REFUSED: 'platform',
  TAG_IMMUTABLE: 'workflow',
  REGISTRY_UNAVAILABLE: 'platform',
  // Waybill itself.
  EDIT_UNPROVEN: 'bug',
  INTERNAL: 'bug',
} as const satisfies Record<string, ErrorParty>;

export type ErrorCode = keyof typeof ERROR_PARTIES;

interface ErrorDetails {
  /** What to do about it: a whole sentence, or several. */
  readonly hint?: string;
  /** Where in a file it went wrong. Shown as an annotation on that line. */
  readonly location?: Location;
  readonly cause?: unknown;
}

/**
 * The error that Waybill throws on purpose. `message` says what failed and on which object, `hint` says what
 * to do, and `location` says where. Anything else that reaches the top is a bug, and is reported as
 * `INTERNAL`.
 */
export class WaybillError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly location: Location | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(readable(message), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'WaybillError';
    this.code = code;
    this.hint = details.hint === undefined ? undefined : readable(details.hint);
    this.location = details.location;
  }

  get party(): ErrorParty {
    return ERROR_PARTIES[this.code];
  }
}

/** The longest word that means something: a whole reference has 460 characters at most. */
const LONGEST_WORD = 500;
const TOO_LONG = new RegExp(`\\S{${LONGEST_WORD + 1},}`, 'g');
const LONGEST_LINE = 3_000;

/**
 * A text without what nobody reads: somebody may have passed a file of 100 kB where a name belongs, and the
 * sentence around it still has to be seen.
 */
function readable(text: string): string {
  if (text.length <= LONGEST_WORD) return text;
  return text
    .split('\n')
    .map((line) =>
      cut(
        line.replace(TOO_LONG, (word) => cut(word, 100)),
        LONGEST_LINE,
      ),
    )
    .join('\n');
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit).toWellFormed()}…`;
}

/** Several errors found in one run, so that a person mends all of them at once. Holds at least one. */
export class WaybillErrors extends Error {
  readonly errors: readonly WaybillError[];

  constructor(errors: readonly WaybillError[]) {
    super(errors.map((error) => error.message).join('\n'));
    this.name = 'WaybillErrors';
    this.errors = errors;
  }
}

/**
 * The errors behind a thrown value, in order. A value that is not ours becomes the cause of an `INTERNAL`
 * error.
 */
export function errorsOf(thrown: unknown): readonly WaybillError[] {
  if (thrown instanceof WaybillErrors) return thrown.errors;
  if (thrown instanceof WaybillError) return [thrown];
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return [
    new WaybillError('INTERNAL', text, {
      cause: thrown,
      hint: 'This is a bug in Waybill. Run the job again with debug logging and open an issue with its log.',
    }),
  ];
}

/**
 * One error as plain text for a log: message and code, then the location with its excerpt, then the hint. The
 * first line of the message comes before the code, and what the message lists comes after it.
 */
export function describeError({ code, message, location, hint }: WaybillError): string {
  const [sentence, ...listed] = message.split('\n');
  return [
    `${sentence} [${code}]`,
    ...listed,
    ...(location === undefined ? [] : [`  at ${location.file}:${location.line}:${location.column}`]),
    ...(location?.excerpt === undefined ? [] : [location.excerpt]),
    ...(hint === undefined ? [] : [`  ${hint}`]),
  ].join('\n');
}
