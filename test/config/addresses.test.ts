import { expect, test } from '@jest/globals';
import { addressOf, addressProblem } from '../../src/config/addresses.ts';

const VALUES = { environment: 'prod', target: undefined, image: 'shop', version: 'v1.4.0+a b' };

test.each([
  ['https://{environment}.acme.dev', 'https://prod.acme.dev'],
  ['https://acme.dev/?v={version}&i={image}', 'https://acme.dev/?v=v1.4.0%2Ba%20b&i=shop'],
  ['https://acme.dev', 'https://acme.dev'],
  ['https://{target}.acme.dev', undefined],
  [undefined, undefined],
])('%s comes to %s', (template, address) => {
  expect(addressOf(template, VALUES)).toBe(address);
});

test('a value cannot make another address of it', () => {
  const version = '@evil.test/../x?y#z';
  expect(addressOf('https://acme.dev/{version}', { ...VALUES, version })).toBe(
    'https://acme.dev/%40evil.test%2F..%2Fx%3Fy%23z',
  );
  expect(addressOf('https://{version}.acme.dev', { ...VALUES, version })).toBeUndefined();
});

test.each([
  ['https://{enviroment}.acme.dev', 'which has "{enviroment}"'],
  ['ftp://acme.dev', 'which is not an address'],
  ['javascript:{image}', 'which is not an address'],
  ['https://acme.dev/{', 'which is not an address'],
])('%s is none', (text, problem) => {
  expect(addressProblem(text)?.problem).toBe(problem);
});
