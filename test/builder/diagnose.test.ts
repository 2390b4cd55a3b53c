import { describe, expect, test } from '@jest/globals';
import type { ErrorCode } from '../../src/errors/waybill-error.ts';
import { diagnose } from '../../src/builder/diagnose.ts';

const IMAGE = 'ghcr.io/acme/api';
const FILE = 'services/api/Dockerfile';

const diagnosed = (output: string, image = IMAGE) =>
  diagnose({ lines: output.split('\n'), exitCode: 1, image, file: FILE });

/** What the programs really print, shortened to the lines that matter. */
const OUTPUTS: readonly (readonly [string, string, ErrorCode, RegExp])[] = [
  [
    'no plugin, Docker 28',
    "docker: unknown command: docker buildx\n\nRun 'docker --help' for more information",
    'BUILDX_MISSING',
    /docker\/setup-buildx-action/,
  ],
  [
    'no plugin, Docker 20',
    "docker: 'buildx' is not a docker command.\nSee 'docker --help'",
    'BUILDX_MISSING',
    /docker\/setup-buildx-action/,
  ],
  [
    'no engine, Docker 28',
    'ERROR: failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory',
    'DOCKER_UNAVAILABLE',
    /DOCKER_HOST/,
  ],
  [
    'no engine, Docker 20',
    'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'DOCKER_UNAVAILABLE',
    /DOCKER_HOST/,
  ],
  ['another builder', 'ERROR: no builder "b7" found', 'BUILDER_UNSUITED', /"builder"/],
  [
    'no emulation',
    '#5 0.042 exec /prog: exec format error\n#5 ERROR: process "/prog 0" did not complete successfully: exit code: 1\nDockerfile:3\nERROR: failed to build: failed to solve: process "/prog 0" did not complete successfully: exit code: 1',
    'PLATFORM_UNSUPPORTED',
    /setup-qemu-action/,
  ],
  [
    'several platforms with the docker driver',
    'ERROR: failed to build: Multi-platform build is not supported for the docker driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.',
    'PLATFORM_UNSUPPORTED',
    /setup-buildx-action/,
  ],
  [
    'annotations of an index that the docker driver cannot make',
    'ERROR: failed to build: index annotations not supported for single platform export',
    'PLATFORM_UNSUPPORTED',
    /setup-buildx-action/,
  ],
  [
    'a base image without the platform',
    'ERROR: failed to build: failed to solve: alpine:3: failed to resolve source metadata: no match for platform in manifest sha256:abc: not found',
    'PLATFORM_UNSUPPORTED',
    /base image/,
  ],
  [
    'provenance with the docker driver',
    'ERROR: failed to build: Attestation is not supported for the docker driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.',
    'BUILDER_UNSUITED',
    /"provenance"/,
  ],
  [
    'no Dockerfile in a git context',
    'ERROR: failed to build: failed to solve: failed to read dockerfile: open Dockerfile: no such file or directory',
    'DOCKERFILE_MISSING',
    /"file"/,
  ],
  [
    'no login, docker driver',
    '#6 pushing ghcr.io/acme/api:sha-1 with docker\n#6 ERROR: no basic auth credentials\n------\n > pushing ghcr.io/acme/api:sha-1 with docker:\n------\nERROR: failed to build: no basic auth credentials',
    'REGISTRY_LOGIN_MISSING',
    /registry: ghcr\.io/,
  ],
  [
    'no login, BuildKit',
    'ERROR: failed to build: failed to solve: failed to push ghcr.io/acme/api: unexpected status from HEAD request to https://ghcr.io/v2/acme/api/blobs/sha256:65: 401 Unauthorized',
    'REGISTRY_LOGIN_MISSING',
    /registry: ghcr\.io/,
  ],
  [
    'a wrong password, docker driver',
    '------\n > pushing ghcr.io/acme/api:sha-1 with docker:\n------\nERROR: failed to build: unauthorized: authentication required',
    'REGISTRY_LOGIN_MISSING',
    /token/,
  ],
  [
    'no right to push, BuildKit',
    'ERROR: failed to build: failed to solve: failed to push ghcr.io/acme/api: unexpected status from POST request to https://ghcr.io/v2/acme/api/blobs/uploads/: 403 Forbidden',
    'REGISTRY_DENIED',
    /packages: write/,
  ],
  [
    'no right to push, docker driver',
    '------\n > pushing ghcr.io/acme/api:sha-1 with docker:\n------\nERROR: failed to build: denied: permission_denied: write_package',
    'REGISTRY_DENIED',
    /packages: write/,
  ],
  [
    'a scope that the token lacks',
    'ERROR: failed to build: failed to solve: failed to push ghcr.io/acme/api: push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    'REGISTRY_DENIED',
    /packages: write/,
  ],
  [
    'a registry that is down',
    'ERROR: failed to build: failed to solve: failed to push ghcr.io/acme/api: failed to do request: Head "https://ghcr.io/v2/": dial tcp: lookup ghcr.io: no such host',
    'REGISTRY_UNAVAILABLE',
    /ghcr\.io/,
  ],
  [
    'a private base image',
    'ERROR: failed to build: failed to solve: ghcr.io/acme/base:1: failed to resolve source metadata for ghcr.io/acme/base:1: pull access denied, repository does not exist or may require authorization',
    'REGISTRY_DENIED',
    /FROM/,
  ],
  [
    'a step that fails',
    '#5 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2\nERROR: failed to build: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2',
    'BUILD_FAILED',
    /output above/,
  ],
];

describe('what the builder prints becomes one error that names the fix', () => {
  test.each(OUTPUTS)('%s', (_, output, code, hint) => {
    expect(diagnosed(output)).toMatchObject({ code, hint: expect.stringMatching(hint) });
  });
});

test('words of a step are not the words of the registry', () => {
  const output =
    '#5 0.1 npm error 401 Unauthorized - GET https://npm.acme.dev\nERROR: failed to build: failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1';
  expect(diagnosed(output).code).toBe('BUILD_FAILED');
});

test('the reason is the last error, without what every one begins with', () => {
  const output =
    'ERROR: failed to build: failed to solve: rpc error: code = Unknown desc = failed to solve with frontend dockerfile.v0: failed to create LLB definition: target stage nope could not be found';
  expect(diagnosed(output).message).toBe(
    'The build of ghcr.io/acme/api failed: target stage nope could not be found',
  );
});

test('a builder that says nothing is told by its exit code', () => {
  expect(diagnosed('').message).toBe('The build of ghcr.io/acme/api failed: exit code 1');
});

test('another registry gets advice without the words of GHCR', () => {
  const output = 'ERROR: failed to build: failed to solve: failed to push r.acme.dev/api: 403 Forbidden';
  expect(diagnosed(output, 'r.acme.dev/api').hint).toMatch(
    /^Give the login of r\.acme\.dev the right to push/,
  );
});

describe('the line of the Dockerfile', () => {
  test('is where BuildKit points, with the marked lines', () => {
    const output = [
      'Dockerfile:3',
      '--------------------',
      '   1 |     FROM scratch',
      '   3 | >>> RUN make \\',
      '   4 | >>>   all',
      '   5 |     ',
      '--------------------',
      'ERROR: failed to build: failed to solve: process "make" did not complete successfully: exit code: 2',
    ].join('\n');
    expect(diagnosed(output).location).toEqual({
      file: FILE,
      line: 3,
      column: 1,
      excerpt: '  | RUN make \\\n  |   all',
    });
  });

  test('is the line of a parse error of an older engine', () => {
    expect(
      diagnosed('ERROR: failed to build: dockerfile parse error line 2: unknown instruction: COPPY').location,
    ).toEqual({
      file: FILE,
      line: 2,
      column: 1,
    });
  });

  test.each(['main.c:3', 'ERROR: failed to build: exit code: 2', 'other/Dockerfile.dev:4'])(
    'is not made up from %j',
    (line) => {
      expect(diagnosed(`${line}\nERROR: failed to build: exit code 2`).location).toBeUndefined();
    },
  );
});
