import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { errorsOf } from '../../../src/errors/waybill-error.ts';
import { type Api, createApi } from '../../../src/github/transport/api.ts';
import { settle } from '../../../src/github/transport/settle.ts';

const OPERATION = { doing: 'read the thing', repository: 'acme/config', permission: 'contents: read' };
const WRITE = { kind: 'rest', route: 'POST /thing', parameters: {} } as const;
const THING = z.object({ ok: z.literal(true) });

let server: Server | undefined;

afterEach(async () => {
  const closing = server;
  server = undefined;
  closing?.closeAllConnections();
  await new Promise<void>((resolve) => (closing === undefined ? resolve() : closing.close(() => resolve())));
});

interface World {
  readonly api: Api;
  readonly slept: number[];
  readonly warnings: string[];
  readonly count: () => number;
}

/** An API whose answers are these, one after the other; the last one stays. */
async function answering(answers: readonly RequestListener[], deadline = 600_000): Promise<World> {
  let count = 0;
  server = createServer((request, response) => {
    const answer = answers[Math.min(count, answers.length - 1)];
    count += 1;
    request.resume();
    request.on('end', () => answer?.(request, response));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const slept: number[] = [];
  const warnings: string[] = [];
  let clock = Date.parse('2026-01-01T00:00:00Z');
  const end = clock + deadline;
  const api = createApi({
    token: 't',
    apiUrl: `http://127.0.0.1:${port}`,
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      clock += milliseconds;
      return Promise.resolve();
    },
    now: () => clock,
    random: () => 0.5,
    log: { debug: () => undefined, warning: (message) => void warnings.push(message) },
    deadline: end,
  });
  return { api, slept, warnings, count: () => count };
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

const good = json(200, { ok: true });
const html: RequestListener = (_request, response) => {
  response.writeHead(502, { 'content-type': 'text/html' });
  response.end('<html><body>502</body></html>');
};
const hangUp: RequestListener = (request) => void request.socket.destroy();
const cutOff: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end('{"ok": tr');
};
const page: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<html>Sign in to the proxy</html>');
};

const read = ({ api }: World) => api.read(OPERATION, 'GET /thing', {}, THING);

describe('a read', () => {
  test.each([
    ['a 502 page', html],
    ['a dropped connection', hangUp],
    ['half of an answer', cutOff],
    ['a page of a proxy', page],
    ['JSON of another shape', json(200, { ok: 'maybe' })],
    ['a 503', json(503, { message: 'Unavailable' })],
  ])('is tried again after %s', async (_what, trouble) => {
    const stage = await answering([trouble, trouble, good]);
    await expect(read(stage)).resolves.toEqual({ ok: true });
    expect(stage.slept).toEqual([500, 1000]);
  });

  test('gives up after five tries and says what happened', async () => {
    const stage = await answering([html]);
    await expect(read(stage)).rejects.toMatchObject({
      code: 'GITHUB_UNAVAILABLE',
      message: 'GitHub did not read the thing: GitHub answered 502',
    });
    expect(stage.count()).toBe(5);
  });

  test('of GraphQL says in the end what GitHub said', async () => {
    const stage = await answering([json(200, { errors: [{ message: 'Parse error on "}"' }] })]);
    await expect(stage.api.query(OPERATION, 'query {', {}, THING)).rejects.toMatchObject({
      message: expect.stringContaining('it says: Parse error'),
    });
  });

  test('gives up at the deadline', async () => {
    const stage = await answering([html], 1_200);
    await expect(read(stage)).rejects.toMatchObject({ code: 'GITHUB_UNAVAILABLE' });
    expect(stage.count()).toBe(2);
  });
});

describe('a rate limit', () => {
  const secondary = { message: 'You have exceeded a secondary rate limit.' };
  test.each<[string, RequestListener, number]>([
    ['retry-after with 403', json(403, secondary, { 'retry-after': '7' }), 7_000],
    ['retry-after with 429', json(429, secondary, { 'retry-after': '90' }), 90_000],
    [
      'the reset of the primary limit',
      json(
        403,
        { message: 'API rate limit exceeded' },
        {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Date.parse('2026-01-01T00:02:00Z') / 1000),
        },
      ),
      121_000,
    ],
    ['a minute when it names no time', json(403, secondary), 60_000],
    [
      'retry-after before the reset',
      json(429, secondary, {
        'retry-after': '5',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '9999999999',
      }),
      5_000,
    ],
  ])('is waited out by %s, also by a write', async (_what, limited, wait) => {
    const stage = await answering([limited, good]);
    await expect(stage.api.attempt(OPERATION, WRITE)).resolves.toMatchObject({ kind: 'ok' });
    expect(stage.slept).toEqual([wait]);
    expect(stage.warnings[0]).toContain('waiting until 2026-01-01T00:0');
  });

  test('doubles the wait when no time is named', async () => {
    const stage = await answering([json(403, secondary), json(403, secondary), good]);
    await stage.api.attempt(OPERATION, WRITE);
    expect(stage.slept).toEqual([60_000, 120_000]);
  });

  test('beyond the deadline fails at once, with the time', async () => {
    const stage = await answering([json(429, secondary, { 'retry-after': '3600' })]);
    await expect(read(stage)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      message: expect.stringContaining('2026-01-01T01:00:00.000Z'),
    });
    expect([stage.slept, stage.count()]).toEqual([[], 1]);
  });

  test('of GraphQL comes with status 200', async () => {
    const limited = json(
      200,
      { errors: [{ type: 'RATE_LIMITED', message: 'x' }] },
      {
        'x-ratelimit-reset': String(Date.parse('2026-01-01T00:00:10Z') / 1000),
      },
    );
    const stage = await answering([limited, json(200, { data: { ok: true } })]);
    await expect(stage.api.query(OPERATION, 'query { x }', {}, THING)).resolves.toMatchObject({ errors: [] });
    expect(stage.slept).toEqual([11_000]);
  });
});

describe('a refusal', () => {
  test.each([
    [401, 'Bad credentials', {}, 'TOKEN_REJECTED', /expired/],
    [403, 'Resource not accessible by integration', {}, 'PERMISSION_MISSING', /"contents: read"/],
    [
      403,
      'Resource not accessible by integration',
      { 'x-accepted-github-permissions': 'pull_requests=write; issues=write' },
      'PERMISSION_MISSING',
      /"pull-requests: write"/,
    ],
    [403, 'Resource protected by organization SAML enforcement', {}, 'PERMISSION_MISSING', /single sign-on/],
    [
      403,
      'GitHub Actions is not permitted to create or approve pull requests.',
      {},
      'PERMISSION_MISSING',
      /Allow GitHub Actions to create/,
    ],
    [403, 'Repository was archived so is read-only.', {}, 'REPOSITORY_READ_ONLY', /unarchived/],
    [404, 'Not Found', {}, 'REPOSITORY_NOT_FOUND', /private/],
    [409, 'Git Repository is empty.', {}, 'REPOSITORY_EMPTY', /Push/],
    [422, 'Validation Failed', {}, 'GITHUB_REFUSED', /what GitHub says/],
  ])('%i "%s" with %j is %s', async (status, message, headers, code, says) => {
    const stage = await answering([json(status, { message }, headers)]);
    const [error] = errorsOf(await read(stage).catch((thrown: unknown) => thrown));
    expect(error?.code).toBe(code);
    expect(`${error?.message} ${error?.hint}`).toMatch(says);
    expect(stage.count()).toBe(1);
  });

  test.each([
    ['NOT_FOUND', 'REPOSITORY_NOT_FOUND'],
    ['FORBIDDEN', 'PERMISSION_MISSING'],
    ['UNPROCESSABLE', 'GITHUB_REFUSED'],
  ])('of GraphQL by type %s is %s', async (type, code) => {
    const stage = await answering([json(200, { data: null, errors: [{ type, message: 'no' }] })]);
    await expect(stage.api.query(OPERATION, 'query { x }', {}, THING)).rejects.toMatchObject({ code });
    expect(stage.count()).toBe(1);
  });

  test('of GraphQL that takes a part of the data away is asked for again', async () => {
    const limited = { type: 'RESOURCE_LIMITS_EXCEEDED', message: 'too much', path: ['x', 'nodes', 0] };
    const partly = json(200, { data: { ok: true }, errors: [limited] });
    const stage = await answering([partly, json(200, { data: { ok: true } })]);
    await expect(stage.api.query(OPERATION, 'query { x }', {}, THING)).resolves.toMatchObject({ errors: [] });
    expect(stage.count()).toBe(2);
    const never = await answering([partly]);
    await expect(never.api.query(OPERATION, 'query { x }', {}, THING)).rejects.toMatchObject({
      code: 'GITHUB_UNAVAILABLE',
    });
  });

  test('of GraphQL without a type is trouble that passes', async () => {
    const trouble = json(200, {
      data: null,
      errors: [{ message: 'Something went wrong while executing your query.' }],
    });
    const stage = await answering([trouble, json(200, { data: { ok: true } })]);
    await expect(stage.api.query(OPERATION, 'query { x }', {}, THING)).resolves.toMatchObject({
      data: { ok: true },
    });
  });
});

describe('a write', () => {
  const parse = (data: unknown) => THING.safeParse(data).data;

  test.each([
    ['lost', hangUp],
    ['a 502', html],
    ['cut off', cutOff],
  ])('whose answer is %s is not sent again when it was done', async (_what, trouble) => {
    const stage = await answering([trouble, good]);
    const found = () => Promise.resolve({ ok: true } as const);
    const write = { operation: OPERATION, request: WRITE, parse, readBack: found };
    await expect(settle(stage.api, write)).resolves.toEqual({ ok: true, value: { ok: true } });
    expect(stage.count()).toBe(1);
  });

  test('is sent again only after it was seen not to be done', async () => {
    const stage = await answering([hangUp, good]);
    let looks = 0;
    const readBack = () => {
      looks += 1;
      expect(stage.count()).toBe(1);
      return Promise.resolve(undefined);
    };
    const settled = await settle(stage.api, { operation: OPERATION, request: WRITE, parse, readBack });
    expect(settled).toEqual({ ok: true, value: { ok: true } });
    expect([looks, stage.count()]).toEqual([1, 2]);
  });

  test('that is refused is not sent again', async () => {
    const stage = await answering([
      json(422, { message: 'Validation Failed', errors: [{ message: 'why' }] }),
    ]);
    const readBack = () => Promise.reject(new Error('not asked'));
    const settled = await settle(stage.api, { operation: OPERATION, request: WRITE, parse, readBack });
    expect(settled).toMatchObject({
      ok: false,
      problem: { kind: 'refused', status: 422, message: 'Validation Failed: why' },
    });
    expect(stage.count()).toBe(1);
  });
});
