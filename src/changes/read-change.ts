import type { Config, EnvironmentConfig } from '../config/config.ts';
import { fileMatcher } from '../config/configured-environments.ts';
import { editorSettings } from '../config/editor-settings.ts';
import { staticPrefixes } from '../config/globs.ts';
import { declaredState, type TagReader } from '../environments/declared/declared-states.ts';
import type { GitHub, ListedFile } from '../github/github.ts';
import type { ManifestFile } from '../manifest/plan-edits.ts';
import type { EnvironmentState } from '../promotion/advance/environment-state.ts';
import { withImagesOf } from '../promotion/lane/matched-images.ts';
import type { DeclaredChange } from '../verification/brought-images.ts';
import type { CommitFiles } from '../verification/other-changes.ts';
import type { Subject } from './subjects.ts';

/** What a commit changes of the environments of its base branch. */
export interface ReadChange {
  /** The commit that the change and its base branch both come from. */
  readonly mergeBase: string;
  /** The environments of which a file changes, each with its files before the change. */
  readonly environments: readonly ChangedEnvironment[];
  readonly before: CommitFiles;
  readonly after: CommitFiles;
  /** The rules, with the images that patterns match in these files. */
  readonly config: Config;
  /** Paths that changed and are no file of an environment. */
  readonly outside: readonly string[];
  /** Files of the environments that cannot be read after the change, and why. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

export interface ChangedEnvironment extends DeclaredChange {
  readonly environment: EnvironmentConfig;
  readonly files: readonly ManifestFile[];
}

/** Where a change is read, and how. */
export interface ChangeSource {
  readonly repository: string;
  readonly config: Config;
  /** The environments that the base branch declares. */
  readonly environments: readonly EnvironmentConfig[];
  readonly readTag: TagReader;
  readonly github: GitHub;
}

const NOTHING: CommitFiles = { entries: new Map(), texts: [], strange: new Map() };

/**
 * Reads what a commit changes since it left its base: one request where no file of an environment is touched,
 * and three or four more otherwise. Nothing is checked out. What the base branch gained meanwhile is not the
 * change's.
 */
export async function readChange({ base, commit }: Subject, source: ChangeSource): Promise<ReadChange> {
  const { github, repository, environments } = source;
  const { mergeBase, paths } = await github.compareCommits(repository, base.oid, commit);
  const matches = environments.map((environment) => ({ environment, test: fileMatcher(environment) }));
  const touched = matches.filter(({ test }) => paths === undefined || paths.some(test));
  const isOurs = (path: string): boolean => touched.some(({ test }) => test(path));
  const outside = paths?.filter((path) => !isOurs(path)) ?? ['.'];
  if (touched.length === 0)
    return {
      ...{ mergeBase, outside, config: source.config, environments: [], unreadable: [] },
      ...{ before: NOTHING, after: NOTHING },
    };
  const folders = staticPrefixes(touched.flatMap(({ environment }) => environment.files));
  const [old, young] = [
    await listAt(mergeBase, folders, isOurs, source),
    await listAt(commit, folders, isOurs, source),
  ];
  const { texts, unreadable } = await readTexts([...old.listed, ...young.listed], source);
  const before = commitFiles(old, texts);
  const after = commitFiles(young, texts);
  const config = withImagesOf(source.config, [...before.texts, ...after.texts]);
  const expanded = { ...source, config };
  const changed: ChangedEnvironment[] = [];
  for (const { environment } of touched) {
    changed.push({
      environment,
      files: filesOf(environment, before),
      before: await stateAt(before, environment, expanded),
      after: await stateAt(after, environment, expanded),
    });
  }
  const known = new Set(old.listed.map(({ path, oid }) => `${path} ${oid}`));
  return {
    mergeBase,
    environments: changed,
    before,
    after,
    config,
    outside,
    unreadable: young.listed.flatMap(({ path, oid }) => {
      const reason = known.has(`${path} ${oid}`) ? undefined : unreadable.get(oid);
      return reason === undefined ? [] : [{ path, reason }];
    }),
  };
}

interface Listed {
  readonly listed: readonly ListedFile[];
  readonly strange: ReadonlyMap<string, string>;
}

async function listAt(
  oid: string,
  folders: readonly string[],
  isOurs: (path: string) => boolean,
  { github, repository }: ChangeSource,
): Promise<Listed> {
  const nobody = { branches: [], labels: [], reviewers: [] };
  const surveyed = await github.survey({ repository, base: { branch: '', oid }, folders, ...nobody });
  const files = new Map(surveyed.files.map((file) => [file.path, file]));
  return {
    listed: [...files.values()].filter(({ path }) => isOurs(path)),
    strange: new Map(
      surveyed.passedOver.flatMap(({ path, reason }) => (isOurs(path) ? [[path, reason]] : [])),
    ),
  };
}

interface Texts {
  readonly texts: ReadonlyMap<string, string>;
  readonly unreadable: ReadonlyMap<string, string>;
}

/** The text of every object, by its id: most files are the same before and after. */
async function readTexts(
  listed: readonly ListedFile[],
  { github, repository }: ChangeSource,
): Promise<Texts> {
  const byOid = new Map(listed.map((file) => [file.oid, { ...file, path: file.oid }]));
  const read = await github.readFiles({ repository, files: [...byOid.values()], heads: [] });
  return {
    texts: new Map(read.files.map(({ path, text }) => [path, text])),
    unreadable: new Map([...read.unreadable, ...read.passedOver].map(({ path, reason }) => [path, reason])),
  };
}

function commitFiles({ listed, strange }: Listed, texts: Texts['texts']): CommitFiles {
  return {
    entries: new Map(listed.map(({ path, oid, mode }) => [path, { oid, mode }])),
    texts: listed.flatMap(({ path, oid }) => {
      const text = texts.get(oid);
      return text === undefined ? [] : [{ path, text }];
    }),
    strange,
  };
}

function filesOf(
  environment: Pick<EnvironmentConfig, 'files'>,
  { texts }: CommitFiles,
): readonly ManifestFile[] {
  const matches = fileMatcher(environment);
  return texts.filter(({ path }) => matches(path));
}

function stateAt(
  files: CommitFiles,
  environment: EnvironmentConfig,
  { config, readTag }: ChangeSource,
): Promise<EnvironmentState> {
  const byTarget = new Map(environment.targets.map((target) => [target.name, filesOf(target, files)]));
  const reading = { images: config.images, readTag, editor: editorSettings(config) };
  return declaredState(environment, { all: filesOf(environment, files), byTarget }, reading);
}
