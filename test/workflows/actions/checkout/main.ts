import { execFileSync } from 'node:child_process';

const input = (name: string): string => process.env[`INPUT_${name.toUpperCase()}`] ?? '';
const environment = (name: string): string => process.env[name] ?? '';
if (input('persist-credentials') !== 'false') throw new Error('A checkout here keeps no credentials');
if (input('token') === '') throw new Error('Input required and not supplied: token');

const basic = Buffer.from(`x-access-token:${input('token')}`).toString('base64');
const url = `${environment('GITHUB_SERVER_URL')}/${environment('GITHUB_REPOSITORY')}`;
// Not in the arguments, which every user of the machine can list.
const login = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'http.extraheader',
  GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${basic}`,
};
const git = (...args: string[]): void => {
  execFileSync('git', args, {
    cwd: environment('GITHUB_WORKSPACE'),
    env: { ...process.env, ...login },
    stdio: 'inherit',
  });
};

git('init', '--quiet', '--initial-branch=main');
git('remote', 'add', 'origin', `${url}.git`);
const depth = input('fetch-depth') === '0' ? [] : [`--depth=${input('fetch-depth')}`];
const heads = depth.length === 0 ? ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'] : [];
git('fetch', '--quiet', '--no-tags', ...depth, 'origin', environment('GITHUB_SHA'), ...heads);
git('checkout', '--quiet', '--force', environment('GITHUB_SHA'));
