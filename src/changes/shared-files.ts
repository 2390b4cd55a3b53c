import type { Config } from '../config/config.ts';
import { fileMatcher } from '../config/configured-environments.ts';
import { staticPrefixes } from '../config/globs.ts';
import { type HomePlace, sharedFiles } from '../config/shared-files.ts';
import type { RepositoryState } from '../github/github.ts';
import type { ManifestFile } from '../manifest/plan-edits.ts';
import type { Objection } from '../verification/objection.ts';
import { sharedFileObjections } from '../verification/shared-files.ts';
import type { ChangeSource, ReadChange } from './read-change.ts';
import type { Subject } from './subjects.ts';

/** Where `waybill.yaml` stands, and what the change makes of it; undefined where it leaves the rules. */
interface ChangedRules {
  readonly home: RepositoryState;
  readonly rules: Config | undefined;
}

/**
 * Objections to files that a change gives to two environments: by a file, or by what it makes of
 * `waybill.yaml`. Where it leaves that as it is, nothing more is read.
 */
export async function sharedByChange(
  subject: Subject,
  change: ReadChange,
  source: ChangeSource,
  { home, rules }: ChangedRules,
): Promise<readonly Objection[]> {
  const place = { repository: home.fullName, branch: home.base.branch };
  const here = (config: Config): Config => ({
    ...config,
    environments: config.environments.filter((environment) => isOn(environment, subject, source, place)),
  });
  const [before, after] = [here(source.config), here(rules ?? source.config)];
  const files =
    rules === undefined ? change.after.texts : await filesOfSeveral(after, subject, source, place);
  const old = files.flatMap((file) =>
    change.after.entries.has(file.path) ? change.before.texts.filter(({ path }) => path === file.path) : file,
  );
  return sharedFileObjections({ config: before, files: old }, { config: after, files }, place);
}

/** The files that several of the environments have at the commit. Only these are read. */
async function filesOfSeveral(
  config: Config,
  { commit: oid }: Subject,
  { repository, github }: ChangeSource,
  home: HomePlace,
): Promise<readonly ManifestFile[]> {
  const folders = staticPrefixes(config.environments.flatMap(({ files }) => files));
  const nobody = { branches: [], labels: [], reviewers: [] };
  const surveyed = await github.survey({ repository, base: { branch: '', oid }, folders, ...nobody });
  const paths = surveyed.files.map(({ path }) => path);
  const shared = new Set(
    config.environments.flatMap((environment) =>
      sharedFiles(config, environment, paths.filter(fileMatcher(environment)), home).map(({ path }) => path),
    ),
  );
  const files = [...new Map(surveyed.files.map((file) => [file.path, file])).values()];
  const wanted = files.filter(({ path }) => shared.has(path));
  return (await github.readFiles({ repository, files: wanted, heads: [] })).files;
}

/** Whether an environment is declared on the branch that the change goes into. */
function isOn(
  environment: Config['environments'][number],
  { base }: Subject,
  { repository, environments }: ChangeSource,
  home: HomePlace,
): boolean {
  if (environments.some(({ name }) => name === environment.name)) return true;
  const own = (environment.repository ?? home.repository).toLowerCase();
  if (own !== repository.toLowerCase()) return false;
  return (environment.branch ?? home.branch) === base.branch;
}
