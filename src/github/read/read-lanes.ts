import { z } from 'zod';
import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import type { LanePull, LaneState } from '../../promotion/lane/lane.ts';
import { type Api, READ_TRIES } from '../transport/api.ts';
import { unavailable } from '../transport/explain.ts';
import { literal } from '../transport/graphql.ts';
import { askForMany, part, type QueryPart, valueOf } from './ask-for-many.ts';
import { type BareBranch, type BareBranches, laneBranchesPart } from './lane-branches.ts';
import { lanePart } from './lane-fields.ts';
import {
  type OpenPull,
  type OpenPulls,
  openPullsField,
  openPullsSchema,
  type PausePull,
  readOpenPulls,
} from './open-pulls.ts';
import { workedOut } from './mergeability.ts';
import type { Operation } from '../transport/operation.ts';
import {
  folderField,
  type FolderNames,
  foldersAbove,
  isMissing,
  joined,
  listDeeper,
  namesField,
  namesSchema,
} from './list-folders.ts';
import { flatten, type ListedFile, type PassedOverEntry, treeSchema } from './tree-listing.ts';

/** What is asked of a config repo once `waybill.yaml` is known. */
export interface SurveyRequest {
  readonly repository: string;
  readonly base: { readonly branch: string; readonly oid: string };
  /** Folders that hold every file of the environment; `''` is the whole repository. */
  readonly folders: readonly string[];
  /** Branches of the lanes. */
  readonly branches: readonly string[];
  /** Whether every open pull request of a lane is asked for, whatever its branch. */
  readonly openPulls?: boolean;
  /** Labels that shall be put on the pull request. */
  readonly labels: readonly string[];
  /** Who shall be asked for a review: users, and teams as `organization/team`. */
  readonly reviewers: readonly string[];
}

export interface Surveyed {
  readonly files: readonly ListedFile[];
  readonly passedOver: readonly PassedOverEntry[];
  /** Folders of the survey that are not there. */
  readonly missing: readonly string[];
  /** In the order of `branches`. */
  readonly lanes: readonly LaneState[];
  /** Every open pull request of a lane, oldest first; empty when it was not asked for. */
  readonly openPulls: readonly OpenPull[];
  /** Branches with the names of lanes that have no pull request; empty when those were not asked for. */
  readonly bareBranches: readonly BareBranch[];
  /** Every open pull request that pauses an environment, when they were asked for. */
  readonly openPauses: readonly PausePull[];
  /** Label name to node id, of the labels that exist. */
  readonly labels: ReadonlyMap<string, string>;
  /**
   * User or `organization/team` to node id, of those that the token can see. The token's own login is left
   * out.
   */
  readonly reviewers: ReadonlyMap<string, string>;
  readonly viewer: string | undefined;
}

/** One answer of GitHub to a survey. */
type SurveyPart =
  | { readonly kind: 'folder'; readonly folder: string; readonly tree: Tree | null }
  | { readonly kind: 'above'; readonly path: string; readonly names: FolderNames }
  | { readonly kind: 'lane'; readonly lane: LaneState }
  | { readonly kind: 'pulls'; readonly page: z.infer<typeof openPullsSchema> }
  | BareBranches
  | { readonly kind: 'label'; readonly name: string; readonly id: string | undefined }
  | { readonly kind: 'reviewer'; readonly name: string; readonly id: string | undefined }
  | { readonly kind: 'viewer'; readonly login: string };

type Tree = z.infer<typeof treeSchema>;
/** The parts of one kind. */
type SurveyPartOf<Kind> = Extract<SurveyPart, { readonly kind: Kind }>;

/**
 * Lists the environment's files at the base commit and reads its lanes: one request, and another for every
 * five levels that the folders are deeper. Outside the folders, only names in the folders above them are
 * listed, whatever the size of the repository.
 */
export async function surveyEnvironment(api: Api, survey: SurveyRequest): Promise<Surveyed> {
  const parts = await askSurely(api, survey);
  const of = <Kind extends SurveyPart['kind']>(kind: Kind): readonly SurveyPartOf<Kind>[] =>
    parts.filter((found): found is SurveyPartOf<Kind> => found.kind === kind);
  const top = of('folder');
  const listing = joined(top.map(({ folder, tree }) => flatten(folder, tree?.entries ?? [])));
  const complete = await listDeeper(api, survey.repository, listing);
  const lanes = of('lane').map(({ lane }) => lane);
  const { lanes: openPulls, pauses: openPauses } = await openPullsOf(api, survey, of('pulls')[0]?.page);
  const known = await workedOut(api, { repository: survey.repository, oid: survey.base.oid }, [
    ...lanes.flatMap(({ head, pulls }) => pulls.map((pull) => ({ pull, head }))),
    ...openPulls.map((pull) => ({ pull, head: pull.head })),
  ]);
  const withKnown = <Pull extends LanePull>(pull: Pull): Pull => ({
    ...pull,
    ...known.get(pull.number),
  });
  return {
    files: complete.files,
    passedOver: complete.passedOver,
    missing: top.filter(({ tree }) => tree?.entries === undefined).map(({ folder }) => folder),
    lanes: lanes.map((lane) => ({ ...lane, pulls: lane.pulls.map(withKnown) })),
    openPulls: openPulls.map(withKnown),
    bareBranches: of('branches').flatMap(({ bare }) => bare),
    openPauses,
    labels: idsByName(of('label')),
    reviewers: idsByName(of('reviewer')),
    viewer: of('viewer')[0]?.login,
  };
}

/** Asks again as long as a folder is null that is there: without its files, too little would be changed. */
async function askSurely(api: Api, survey: SurveyRequest): Promise<readonly SurveyPart[]> {
  const { pause } = api;
  const result = await keepTrying({ tries: READ_TRIES, pause }, async () => {
    const parts = await askSurvey(api, survey);
    const above = new Map(
      parts.flatMap((found) => (found.kind === 'above' ? [[found.path, found.names] as const] : [])),
    );
    const lost = parts.find(
      (found) => found.kind === 'folder' && found.tree === null && !isMissing(found.folder, above),
    );
    return lost?.kind === 'folder' ? no(lost.folder) : ok(parts);
  });
  if (result.ok) return result.value;
  const what = result.problem === '' ? 'the whole repository' : `the folder ${result.problem}`;
  throw unavailable(surveying(survey), `it has nothing for ${what}, which is there`);
}

function surveying({ repository }: SurveyRequest): Operation {
  return {
    doing: `list the files and pull requests of ${repository}`,
    repository,
    permission: 'pull-requests: read',
  };
}

async function askSurvey(api: Api, survey: SurveyRequest): Promise<readonly SurveyPart[]> {
  const { base, folders, branches, labels, reviewers } = survey;
  const operation = surveying(survey);
  const above = [...new Set(folders.flatMap(foldersAbove))];
  const needed = [
    ...folders.map((folder) => folderPart(base.oid, folder)),
    ...above.map((path) => abovePart(base.oid, path)),
    ...branches.map((branch) => surveyLane(branch, base.branch)),
    ...(survey.openPulls === true ? [openPullsPart(), laneBranchesPart] : []),
    ...labels.map(labelPart),
  ];
  const people = [viewerPart(), ...reviewers.map(reviewerPart)];
  const answers = await askForMany(api, { operation, atOnce: Infinity }, [...needed, ...people]);
  return [
    ...answers.slice(0, needed.length).map(valueOf),
    // A reviewer that the token may not see is nobody who can be asked, and no error.
    ...answers.slice(needed.length).flatMap((answer) => (answer.ok ? [answer.value] : [])),
  ];
}

function folderPart(commit: string, folder: string): QueryPart<SurveyPart> {
  return part(
    folderField(commit, folder),
    treeSchema.nullable().transform((tree) => ({ kind: 'folder' as const, folder, tree })),
  );
}

function abovePart(commit: string, path: string): QueryPart<SurveyPart> {
  return part(
    namesField(commit, path),
    namesSchema.nullable().transform((names) => ({ kind: 'above' as const, path, names })),
  );
}

function surveyLane(branch: string, base: string): QueryPart<SurveyPart> {
  const { fields, answer } = lanePart(branch, base);
  return { fields, answer: answer.transform((lane) => ({ kind: 'lane' as const, lane })) };
}

function openPullsPart(): QueryPart<SurveyPart> {
  return part(
    openPullsField(),
    openPullsSchema.transform((page) => ({ kind: 'pulls' as const, page })),
  );
}

const idSchema = z.object({ id: z.string() });

function labelPart(name: string): QueryPart<SurveyPart> {
  return part(
    `label(name: ${literal(name)}) { id }`,
    idSchema.nullable().transform((label) => ({ kind: 'label' as const, name, id: label?.id })),
  );
}

function reviewerPart(name: string): QueryPart<SurveyPart> {
  const [organization = '', slug] = name.split('/', 2);
  const user = part(
    `user(login: ${literal(name)}) { id }`,
    idSchema.nullable().transform((found) => reviewer(name, found?.id)),
  );
  if (slug === undefined) return { ...user, at: 'root' };
  const team = part(
    `organization(login: ${literal(organization)}) { team(slug: ${literal(slug)}) { id } }`,
    z
      .object({ team: idSchema.nullable() })
      .nullable()
      .transform((found) => reviewer(name, found?.team?.id)),
  );
  return { ...team, at: 'root' };
}

function reviewer(name: string, id: string | undefined): SurveyPart {
  return { kind: 'reviewer', name, id };
}

function viewerPart(): QueryPart<SurveyPart> {
  const answer = z
    .object({ login: z.string() })
    .transform(({ login }) => ({ kind: 'viewer' as const, login }));
  return { ...part('viewer { login }', answer), at: 'root' };
}

function idsByName(
  found: readonly { readonly name: string; readonly id: string | undefined }[],
): ReadonlyMap<string, string> {
  return new Map(found.flatMap(({ name, id }): [string, string][] => (id === undefined ? [] : [[name, id]])));
}

async function openPullsOf(
  api: Api,
  { repository, base }: SurveyRequest,
  page: z.infer<typeof openPullsSchema> | undefined,
): Promise<OpenPulls> {
  if (page === undefined) return { lanes: [], pauses: [] };
  return readOpenPulls(api, repository, base.branch, page);
}
