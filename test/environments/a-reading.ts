import { errorsOf } from '../../src/errors/waybill-error.ts';
import type { GitHub, ListedFile, ReadFiles, Surveyed } from '../../src/github/github.ts';
import { aGitHub } from '../lanes/a-github.ts';
import { NEW } from '../promotion/lane/a-situation.ts';
import { yaml } from '../yaml.ts';
import { surveyed } from './a-base-branch.ts';

export const HOLD = yaml`
  - image: api
    digest: ${NEW}
    reason: it burned
`;
/** Files of a listing. */
export const listed = (...paths: readonly string[]): readonly ListedFile[] =>
  paths.map((path) => ({
    path,
    oid: `oid of ${path}`,
    size: 1,
    mode: path.endsWith('.sh') ? '100755' : '100644',
  }));

/** What GitHub has: the listing, and the texts. */
export interface Reading {
  readonly survey?: Partial<Surveyed>;
  readonly texts?: Readonly<Record<string, string>>;
  readonly read?: Partial<ReadFiles>;
}

/** A GitHub with these files, and what it was asked. */
export function gitHubOf({ survey = {}, texts = {}, read = {} }: Reading): {
  readonly asked: unknown[];
  readonly github: GitHub;
} {
  const asked: unknown[] = [];
  return {
    asked,
    github: aGitHub({
      survey: (question) => {
        asked.push(question);
        const lanes = question.branches.map(() => ({ head: undefined, pulls: [], openFrom: [] }));
        return Promise.resolve(surveyed({ lanes, ...survey }));
      },
      readFiles: (question) => {
        asked.push({ ...question, files: question.files.map(({ path }) => path) });
        const files = question.files.map(({ path }) => ({ path, text: texts[path] ?? `text of ${path}` }));
        return Promise.resolve({ files, passedOver: [], unreadable: [], heads: new Map(), ...read });
      },
    }),
  };
}

/** The errors that were thrown, with what to do. */
export const errorIn = (thrown: unknown): string =>
  errorsOf(thrown)
    .map(({ code, message, hint }) => `${code}: ${message} | ${hint}`)
    .join();
