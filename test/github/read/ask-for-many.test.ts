import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { no, ok, type Result } from '../../../src/errors/result.ts';
import { type QueryPart, askForAll, askForMany, part } from '../../../src/github/read/ask-for-many.ts';
import { createApi } from '../../../src/github/transport/api.ts';

const operation = { doing: 'read names', repository: 'acme/config', permission: 'contents: read' };

type Reply = (aliases: readonly string[]) => { readonly status?: number; readonly body: unknown };

/** A GitHub that answers each query by the aliases in it. */
function answering(reply: Reply) {
  const asked: number[] = [];
  const api = createApi({
    token: 't',
    apiUrl: 'http://127.0.0.1:9',
    fetch: (_url, init) => {
      const aliases = [...String(init?.body).matchAll(/\bvalue_\d+(?=: name)/g)].map(([alias]) => alias);
      asked.push(aliases.length);
      const { status = 200, body } = reply(aliases);
      const headers = { 'content-type': 'application/json' };
      return Promise.resolve(new Response(JSON.stringify(body), { status, headers }));
    },
    sleep: () => Promise.resolve(),
    now: () => 0,
    random: () => 0,
    log: { debug: () => undefined, warning: () => undefined },
    deadline: 600_000,
  });
  return { api, asked };
}

const parts = (count: number): readonly QueryPart<string>[] =>
  Array.from({ length: count }, () => part('name', z.string()));
const named = (aliases: readonly string[]) => Object.fromEntries(aliases.map((alias) => [alias, 'here']));
const good: Reply = (aliases) => ({ body: { data: { repository: named(aliases) } } });
const shown = (answers: readonly Result<string, Error>[]) =>
  answers.map((answer) => (answer.ok ? ok(answer.value) : no(answer.problem.message)));

describe('asking for many', () => {
  test.each([
    [0, []],
    [10, [10]],
    [11, [10, 1]],
    [20, [10, 10]],
  ])('%i parts at ten in a request', async (count, requests) => {
    const { api, asked } = answering(good);
    expect(await askForAll(api, { operation, atOnce: 10 }, parts(count))).toHaveLength(count);
    expect(asked).toEqual(requests);
  });

  test('parts without weight come along in a full request', async () => {
    const { api, asked } = answering(good);
    const beside = parts(5).map((other) => ({ ...other, weight: 0 as const }));
    await askForAll(api, { operation, atOnce: 10 }, [...parts(10), ...beside]);
    expect(asked).toEqual([15]);
  });

  test.each<[string, Reply]>([
    ['a 502', () => ({ status: 502, body: { message: 'Bad gateway' } })],
    ['too many nodes', () => ({ body: { errors: [{ type: 'MAX_NODE_LIMIT_EXCEEDED', message: 'no' }] } })],
    ['a timeout', () => ({ body: { data: null, errors: [{ message: 'Something went wrong' }] } })],
  ])('is done in halves after %s', async (_what, cut) => {
    const { api, asked } = answering((aliases) => (aliases.length > 2 ? cut(aliases) : good(aliases)));
    expect(await askForAll(api, { operation, atOnce: 10 }, parts(8))).toHaveLength(8);
    expect(asked).toEqual([8, 4, 2, 2, 4, 2, 2]);
  });

  test('keeps what came and asks again for what was cut off', async () => {
    const { api, asked } = answering((aliases) => {
      if (aliases.length < 6) return good(aliases);
      const path = ['repository', 'value_5'];
      const errors = [{ type: 'RESOURCE_LIMITS_EXCEEDED', message: 'too much', path }];
      return { body: { data: { repository: { ...named(aliases), value_5: null } }, errors } };
    });
    expect(await askForAll(api, { operation, atOnce: 10 }, parts(6))).toHaveLength(6);
    expect(asked).toEqual([6, 1]);
  });

  test('takes an error beside data for that of one part', async () => {
    const { api, asked } = answering((aliases) => {
      const errors = [{ type: 'FORBIDDEN', message: 'not accessible', path: ['repository', 'value_1'] }];
      return { body: { data: { repository: { ...named(aliases), value_1: null } }, errors } };
    });
    const answers = await askForMany(api, { operation, atOnce: 10 }, parts(3));
    expect(shown(answers)).toEqual([
      ok('here'),
      { ok: false, problem: expect.stringContaining('not accessible') },
      ok('here'),
    ]);
    expect(asked).toEqual([3]);
    await expect(askForAll(api, { operation, atOnce: 10 }, parts(3))).rejects.toMatchObject({
      code: 'PERMISSION_MISSING',
    });
  });
});
