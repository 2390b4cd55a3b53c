import { expect, test } from '@jest/globals';
import { withoutSecrets } from '../../../src/github/transport/without-secrets.ts';

const hide = (text: string): string => text.replaceAll('s3cret', '***');

test('what people read shows no secret, and what git keeps is as it was', () => {
  const parameters = {
    title: 'a s3cret',
    body: 'b s3cret',
    message: 'c s3cret',
    content: 'd s3cret',
    tree: [{ content: 'e s3cret' }],
    head: 's3cret',
  };
  expect(withoutSecrets({ kind: 'rest', route: 'POST /x', parameters }, hide)).toEqual({
    kind: 'rest',
    route: 'POST /x',
    parameters: { ...parameters, title: 'a ***', body: 'b ***', message: 'c ***' },
  });
});

test('a mutation is searched as a whole, a query is not', () => {
  const variables = { input: { body: 'a s3cret', id: 's3cret' } };
  const ask = (query: string) => withoutSecrets({ kind: 'graphql', query, variables }, hide);
  expect(ask('mutation { addComment(body: "s3cret") { id } }')).toEqual({
    kind: 'graphql',
    query: 'mutation { addComment(body: "***") { id } }',
    variables: { input: { body: 'a ***', id: 's3cret' } },
  });
  expect(ask('query { a(name: "s3cret") { id } }')).toMatchObject({
    query: 'query { a(name: "s3cret") { id } }',
  });
});
