import { generateKeyPairSync } from 'node:crypto';
import type { WorkflowStage } from '../stage.ts';
import type { PageStep } from './read-page.ts';

type Press = Extract<PageStep, { kind: 'press' }>;

/** What a person has in hand between two clicks. */
interface InHand {
  app: { readonly slug: string; readonly permissions: Record<string, 'read' | 'write'> } | undefined;
  key: { readonly publicKey: string; readonly privateKey: string } | undefined;
}

const CLIENT_ID = 'Iv23example';
const SETTINGS = /^https:\/\/github\.com\/(acme\/[^/]+)\/settings\/(variables|secrets)\/actions\/new$/;

/**
 * What each button of GitHub's pages does in the stand-in, and nothing more. A button that is not here, or on
 * another page than GitHub has it, is an error.
 */
export function buttonsOf(stage: WorkflowStage): (press: Press) => Promise<void> {
  const hand: InHand = { app: undefined, key: undefined };
  const buttons: Readonly<Record<string, (press: Press) => Promise<void> | void>> = {
    'Create repository': async ({ where, named: [name = ''], italic }) => {
      expectPage(where, 'https://github.com/organizations/acme/repositories/new');
      await stage.github.createRepository(`acme/${name}`, {}, { private: italic.includes('Private') });
      stage.packages.readers[`acme/${name}`] = [`acme/${name}`];
    },
    'Create GitHub App': ({ where = '', named }) => {
      const { origin, pathname, searchParams } = new URL(where);
      expectPage(`${origin}${pathname}`, 'https://github.com/organizations/acme/settings/apps/new');
      if (!named.includes(CLIENT_ID)) throw new Error(`The page does not name the client id ${CLIENT_ID}`);
      const levels = [...searchParams].filter(([, level]) => level === 'read' || level === 'write');
      const permissions = Object.fromEntries(levels) as Record<string, 'read' | 'write'>;
      hand.app = { slug: searchParams.get('name') ?? '', permissions };
    },
    'Generate a private key': () => {
      const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
      hand.key = {
        publicKey: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        privateKey: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
    Install: ({ named, italic }) => {
      if (hand.app === undefined || hand.key === undefined) throw new Error('There is no App with a key yet');
      if (!italic.includes('Only select repositories')) throw new Error('Which repositories?');
      const repositories = named.map((name) => `acme/${name}`);
      const { publicKey } = hand.key;
      stage.github.registerApp({ clientId: CLIENT_ID, owner: 'acme', ...hand.app, repositories, publicKey });
    },
    'Add variable': ({ where = '', named }) => {
      const [, repository = '', kind] = SETTINGS.exec(where) ?? [];
      if (kind !== 'variables') throw new Error(`${where} has no such button`);
      stage.settingsOf(repository).variables[named[0] ?? ''] = CLIENT_ID;
    },
    'Add secret': ({ where = '', named }) => {
      const [, repository = '', kind] = SETTINGS.exec(where) ?? [];
      if (kind !== 'secrets') throw new Error(`${where} has no such button`);
      stage.settingsOf(repository).secrets[named[0] ?? ''] = hand.key?.privateKey ?? '';
    },
    'Add Repository': ({ where = '', named: [name = ''] }) => {
      const [, image = ''] =
        /^https:\/\/github\.com\/orgs\/acme\/packages\/container\/([^/]+)\/settings$/.exec(where) ?? [];
      const readers = stage.packages.readers[`acme/${image}`];
      if (readers === undefined) throw new Error(`${where} is no page of a package`);
      stage.packages.readers[`acme/${image}`] = [...readers, `acme/${name}`];
    },
    'Merge pull request': async ({ named: [title = ''] }) => {
      const config = stage.github.repository('acme/config');
      const pull = config
        .pullRequests()
        .find((known) => titlePattern(title).test(known.title) && known.state === 'open');
      if (pull === undefined) throw new Error(`There is no open pull request ${title}`);
      await config.merge(pull.number, 'merge');
    },
  };
  return async (press) => {
    const button = buttons[press.button];
    if (button === undefined) throw new Error(`GitHub has no button ${press.button}`);
    await button(press);
  };
}

/** The title on a page, where `1a2b3c4` stands for the reader's commit. */
export function titlePattern(title: string): RegExp {
  const plain = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${plain.replace('1a2b3c4', '[0-9a-f]{7}')}$`);
}

function expectPage(where: string | undefined, page: string): void {
  if (where !== page)
    throw new Error(`The button is on ${page}, and the text leads to ${where ?? 'no page'}`);
}
