import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseChallenges } from '../../../src/registry/login/challenge.ts';
import { rounds } from '../../rounds.ts';

const plain = (header: string): [string, Record<string, string>][] =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe('parseChallenges', () => {
  test.each<[string, string, [string, Record<string, string>][]]>([
    ['nothing', '', []],
    ['a scheme alone', 'Negotiate', [['negotiate', {}]]],
    ['a quoted realm', 'Basic realm="Artifactory Realm"', [['basic', { realm: 'Artifactory Realm' }]]],
    [
      'a full Bearer challenge',
      'Bearer realm="https://auth.example.com/token",service="registry",scope="repository:acme/api:pull,push"',
      [
        [
          'bearer',
          {
            realm: 'https://auth.example.com/token',
            service: 'registry',
            scope: 'repository:acme/api:pull,push',
          },
        ],
      ],
    ],
    [
      'any case and spaces around signs',
      'BEARER Realm = "https://a/t" , SERVICE= reg',
      [['bearer', { realm: 'https://a/t', service: 'reg' }]],
    ],
    [
      'values without quotes',
      'Bearer realm=https://a.example/token?x=1,service=reg',
      [['bearer', { realm: 'https://a.example/token?x=1', service: 'reg' }]],
    ],
    [
      'an unquoted scope with a comma in it',
      'Bearer realm=https://a/t,scope=repository:acme/api:pull,push',
      [['bearer', { realm: 'https://a/t', scope: 'repository:acme/api:pull,push' }]],
    ],
    [
      'two challenges in one header',
      'Bearer realm="https://a/t",service="s",Basic realm="files"',
      [
        ['bearer', { realm: 'https://a/t', service: 's' }],
        ['basic', { realm: 'files' }],
      ],
    ],
    [
      'two challenges, the second without parameters',
      'Bearer realm=https://a/t, Basic',
      [
        ['bearer', { realm: 'https://a/t' }],
        ['basic', {}],
      ],
    ],
    ['escapes in quotes', 'Basic realm="a \\"b\\" \\\\ c, d=e"', [['basic', { realm: 'a "b" \\ c, d=e' }]]],
    ['an empty value', 'Bearer realm="",service=', [['bearer', { realm: '', service: '' }]]],
    ['a quote that never ends', 'Bearer realm="https://a/t', [['bearer', { realm: 'https://a/t' }]]],
    ['stray commas', ',, Basic realm="x",, ,', [['basic', { realm: 'x' }]]],
    ['the first of a repeated parameter', 'Basic realm="a",realm="b"', [['basic', { realm: 'a' }]]],
    ['parameters before any scheme', 'realm="a"', []],
    ['bytes that belong nowhere', '@@ \u0000 Basic realm="x"', [['basic', { realm: 'x' }]]],
    [
      'a name that every object has',
      'Basic __proto__="x"',
      [['basic', Object.fromEntries([['__proto__', 'x']])]],
    ],
  ])('reads %s', (_what, header, expected) => {
    expect(plain(header)).toEqual(expected);
  });

  const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,10}$/);
  const challenge = fc.record({
    scheme: token,
    parameters: fc.uniqueArray(fc.tuple(token, fc.string()), {
      minLength: 1,
      maxLength: 4,
      selector: ([name]) => name.toLowerCase(),
    }),
  });
  const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

  test('what is written by the grammar is read back, whatever is in the quotes', () => {
    fc.assert(
      fc.property(fc.array(challenge, { minLength: 1, maxLength: 3 }), (challenges) => {
        const header = challenges
          .map(
            ({ scheme, parameters }) =>
              `${scheme} ${parameters.map(([name, value]) => `${name}=${quote(value)}`).join(', ')}`,
          )
          .join(', ');
        expect(parseChallenges(header).map(({ scheme, parameters }) => [scheme, [...parameters]])).toEqual(
          challenges.map(({ scheme, parameters }) => [
            scheme.toLowerCase(),
            parameters.map(([name, value]) => [name.toLowerCase(), value]),
          ]),
        );
      }),
      rounds(1000),
    );
  });

  test('no header makes it throw or go on for ever', () => {
    const noise = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[=",\\ a-c]*$/));
    fc.assert(
      fc.property(noise, (header) => {
        for (const { scheme } of parseChallenges(header)) expect(scheme).toBe(scheme.toLowerCase());
      }),
      rounds(1000),
    );
  });
});
