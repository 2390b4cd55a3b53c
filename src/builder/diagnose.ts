import { type ErrorCode, WaybillError } from '../errors/waybill-error.ts';
import { buildLocation } from './build-location.ts';

/** What a failed command printed, and what it was about. */
interface Failure {
  readonly lines: readonly string[];
  readonly exitCode: number | null;
  /** `registry/repository` that was pushed to. */
  readonly image: string;
  /** The Dockerfile relative to the workspace. */
  readonly file: string;
}

interface Diagnosis {
  readonly code: ErrorCode;
  readonly matches: RegExp;
  /** `push`: the words count in a failed push only. `build`: they count everywhere else. */
  readonly during?: 'push' | 'build';
  /**
   * The words stand in the output of a step. Without this they stand in the error that the builder ends with.
   */
  readonly inStep?: true;
  readonly message: (failure: Failure, reason: string) => string;
  readonly hint: (failure: Failure) => string;
}

const SETUP_BUILDX = 'Add a step with docker/setup-buildx-action before this one';

/** The first that matches wins. The words are those of Docker 20.10 to 28, buildx and BuildKit. */
const DIAGNOSES: readonly Diagnosis[] = [
  {
    code: 'BUILDX_MISSING',
    matches: /unknown command: docker buildx|'buildx' is not a docker command|unknown flag: --progress/,
    message: () => 'Docker is here, but its buildx plugin is not',
    hint: () => `${SETUP_BUILDX}; on a self-hosted runner, install the docker-buildx-plugin package.`,
  },
  {
    code: 'DOCKER_UNAVAILABLE',
    matches:
      /cannot connect to the docker daemon|failed to connect to the docker api|is the docker daemon running|error during connect|permission denied while trying to connect/i,
    message: (_, reason) => `The Docker engine does not answer: ${reason}`,
    hint: () =>
      'Start the engine ("systemctl start docker"), or point DOCKER_HOST at one that runs and that this user may use. GitHub-hosted Linux runners have one.',
  },
  {
    code: 'BUILDER_UNSUITED',
    matches: /no builder "[^"]*" found/,
    message: (_, reason) => `The builder cannot be used: ${reason}`,
    hint: () => 'Pass the `name` output of docker/setup-buildx-action as "builder", or leave "builder" out.',
  },
  {
    code: 'PLATFORM_UNSUPPORTED',
    matches: /exec format error/,
    inStep: true,
    message: () => 'A step of the build runs a program of another processor, and nothing here emulates it',
    hint: () =>
      'Add a step with docker/setup-qemu-action before this one, or build each platform on a runner of its own kind.',
  },
  {
    code: 'PLATFORM_UNSUPPORTED',
    matches: /multi-platform build is not supported|multiple platforms feature is currently not supported/i,
    message: () => 'The current builder can build for one platform at a time only',
    hint: () => `${SETUP_BUILDX}: its builder can build for several platforms.`,
  },
  {
    code: 'PLATFORM_UNSUPPORTED',
    matches: /index annotations not supported for single platform/i,
    message: () => 'The current builder makes one image here, and no index of several platforms',
    hint: () =>
      `${SETUP_BUILDX} to build for several platforms; for a single one, leave out annotations with "index:".`,
  },
  {
    code: 'PLATFORM_UNSUPPORTED',
    matches:
      /no match for platform in manifest|unknown operating system or architecture|unsupported platform/i,
    message: (_, reason) => `A platform cannot be built: ${reason}`,
    hint: () => 'Leave that platform out of "platforms", or use a base image that exists for it.',
  },
  {
    code: 'BUILDER_UNSUITED',
    matches: /attestation is not supported|cache export is not supported|is currently not implemented for/i,
    message: (_, reason) => `The current builder cannot do what the inputs ask for: ${reason}`,
    hint: () => `${SETUP_BUILDX}, or leave out "provenance", "sbom" and "cache-to".`,
  },
  {
    code: 'DOCKERFILE_MISSING',
    matches: /failed to read dockerfile/i,
    message: ({ file }) => `There is no Dockerfile at ${file}`,
    hint: () => 'Set "file" to its path; a relative path starts at the workspace, not at "context".',
  },
  {
    code: 'REGISTRY_LOGIN_MISSING',
    during: 'push',
    matches: /no basic auth credentials|401 unauthorized|unauthorized|authentication required/i,
    message: ({ image }, reason) => `${hostOf(image)} wants a login to push to ${image}: ${reason}`,
    hint: ({ image }) =>
      `Set "registry: ${hostOf(image)}" with "registry-username" and "registry-password", or add docker/login-action before this step; check the user name and the token.`,
  },
  {
    code: 'REGISTRY_DENIED',
    during: 'push',
    matches: /403 forbidden|denied|insufficient_scope/i,
    message: ({ image }, reason) => `The registry does not let this login push to ${image}: ${reason}`,
    hint: ({ image }) => deniedHint(image),
  },
  {
    code: 'REGISTRY_UNAVAILABLE',
    during: 'push',
    matches:
      /connection refused|no such host|i\/o timeout|tls|x509|connection reset|50[0-4] |server misbehaving/i,
    message: ({ image }, reason) => `The push to ${image} did not get through: ${reason}`,
    hint: ({ image }) =>
      `Check the name of the registry (${hostOf(image)}) and that it is up, then run it again.`,
  },
  {
    code: 'REGISTRY_DENIED',
    during: 'build',
    matches: /pull access denied|401 unauthorized|403 forbidden|insufficient_scope|authentication required/i,
    message: (_, reason) => `A base image cannot be pulled: ${reason}`,
    hint: () =>
      'Check the name after FROM; if the image is private, add a step with docker/login-action for its registry.',
  },
];

/** The error of a failed command, from what it printed. `BUILD_FAILED` when the build itself is at fault. */
export function diagnose(failure: Failure): WaybillError {
  const reason = reasonOf(failure);
  const [output, ending] = [failure.lines.join('\n'), endingOf(failure.lines)];
  // A step cannot print such a line: its lines begin with a number.
  const phase = /^ > pushing /m.test(output) || /failed to push/.test(ending) ? 'push' : 'build';
  const found = DIAGNOSES.find(
    ({ matches, during, inStep }) =>
      (during === undefined || during === phase) && matches.test(inStep === true ? output : ending),
  );
  if (found !== undefined) {
    return new WaybillError(found.code, found.message(failure, reason), { hint: found.hint(failure) });
  }
  const location = buildLocation(failure.lines, failure.file);
  return new WaybillError('BUILD_FAILED', `The build of ${failure.image} failed: ${reason}`, {
    hint: "The builder's output above shows the step that failed.",
    ...(location === undefined ? {} : { location }),
  });
}

/**
 * The output from the last `ERROR:` on. All of it when there is none, as for a command that Docker does not
 * know.
 */
function endingOf(lines: readonly string[]): string {
  return lines.slice(Math.max(0, lines.findLastIndex(isError))).join('\n');
}

function isError(line: string): boolean {
  return line.startsWith('ERROR: ');
}

const PREFIXES =
  /^(?:(?:ERROR:|failed to build:|failed to solve:|rpc error: code = \w+ desc =|failed to solve with frontend [\w.]+:|failed to create LLB definition:) )+/i;

/** The error that the builder ends with, without the words that begin every one of them. */
function reasonOf({ lines, exitCode }: Failure): string {
  const line = lines.findLast(isError) ?? lines.findLast((text) => text.trim() !== '') ?? '';
  return line.replace(PREFIXES, '').trim() || `exit code ${exitCode ?? 'unknown'}`;
}

function hostOf(image: string): string {
  return image.split('/')[0] ?? image;
}

function deniedHint(image: string): string {
  return hostOf(image) === 'ghcr.io'
    ? 'Give the job "permissions: packages: write"; a package that another repository made must give this one the role "write" under "Manage Actions access" in its settings.'
    : `Give the login of ${hostOf(image)} the right to push to this repository, and check that the repository exists.`;
}
