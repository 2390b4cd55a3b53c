import { createSign } from 'node:crypto';
import { appendFileSync } from 'node:fs';

const input = (name: string): string => process.env[`INPUT_${name.toUpperCase()}`] ?? '';
const api = input('github-api-url');

// GitHub's own clock counts; the real action asks for it when GitHub says that a time is wrong.
const { headers } = await fetch(`${api}/rate_limit`);
const seconds = Math.floor(Date.parse(headers.get('date') ?? '') / 1000);

function jsonWebToken(): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: input('client-id'), iat: seconds - 30, exp: seconds + 570 };
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(input('private-key'), 'base64url')}`;
}

async function ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${api}${path}`, {
    method,
    headers: { authorization: `Bearer ${jsonWebToken()}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const value = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${String(value['message'])} (${method} ${path}: ${answer.status})`);
  return value;
}

for (const name of ['client-id', 'private-key'])
  if (input(name) === '') throw new Error(`Input required and not supplied: ${name}`);
const [ownOwner = '', ownName = ''] = (process.env['GITHUB_REPOSITORY'] ?? '').split('/');
const named = input('repositories')
  .split(/[,\n]/)
  .map((name) => name.trim())
  .filter(Boolean);
const owner = input('owner') || ownOwner;
// Neither owner nor repositories: the repository of the workflow. An owner alone: all of its installation.
const repositories = named.length > 0 || input('owner') !== '' ? named : [ownName];
const permissions = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => {
    const permission = /^INPUT_PERMISSION-(.+)$/.exec(name)?.[1];
    if (permission === undefined || value === undefined || value === '') return [];
    return [[permission.toLowerCase().replaceAll('-', '_'), value]];
  }),
);
const [first] = repositories;
const installation = await ask(
  'GET',
  first === undefined ? `/users/${owner}/installation` : `/repos/${owner}/${first}/installation`,
);
const { token } = await ask('POST', `/app/installations/${String(installation['id'])}/access_tokens`, {
  ...(first === undefined ? {} : { repositories }),
  ...(Object.keys(permissions).length === 0 ? {} : { permissions }),
});
console.log(`::add-mask::${String(token)}`);
const output = process.env['GITHUB_OUTPUT'] ?? '';
appendFileSync(output, `token=${String(token)}\n`);
appendFileSync(output, `app-slug=${String(installation['app_slug'])}\n`);
appendFileSync(output, `installation-id=${String(installation['id'])}\n`);
appendFileSync(process.env['GITHUB_STATE'] ?? '', `token=${String(token)}\n`);
