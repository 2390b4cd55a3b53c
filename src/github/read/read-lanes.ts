import { z } from 'zod';
import type { LaneState } from '../../promotion/lane/lane-state.ts';
import type { Api } from '../transport/api.ts';
import { headSchema, laneFields, laneState, pullsSchema } from './lane-fields.ts';
import { furtherPulls, openLanePulls, type OpenPull, openPullFields, openPullsSchema } from './open-pulls.ts';
import { type Operation, ownerAndName } from '../transport/operation.ts';
import {
  flatten,
  type ListedFile,
  type Listing,
  type PassedOverEntry,
  treeSchema,
  treeSelection,
  type UnlistedFolder,
} from './tree-listing.ts';

/** What is asked of a config repo once `waybill.yaml` is known. */
export interface Survey {
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
  /** Label name to node id, of the labels that exist. */
  readonly labels: ReadonlyMap<string, string>;
  /** User or `organization/team` to node id, of those that the token can see. The token's own login is left out. */
  readonly reviewers: ReadonlyMap<string, string>;
  readonly viewer: string | undefined;
}

const labelSchema = z.object({ id: z.string(), name: z.string() }).nullable();
const fieldsSchema = z.object({ repository: z.record(z.string(), z.unknown()) }).catchall(z.unknown());
const idSchema = z.object({ id: z.string() });
const reviewerSchema = z.union([idSchema, z.object({ team: idSchema }).transform(({ team }) => team)]);
const viewerSchema = z.object({ login: z.string() });

/**
 * Lists the environment's files at the base commit and reads its lanes: one request, and another for every five levels
 * that the folders are deeper. Nothing outside the folders is listed, whatever the size of the repository.
 */
export async function surveyEnvironment(api: Api, survey: Survey): Promise<Surveyed> {
  const operation: Operation = {
    doing: `list the files and pull requests of ${survey.repository}`,
    repository: survey.repository,
    permission: 'pull-requests: read',
  };
  const fields = [
    ...survey.folders.map(
      (folder, index) =>
        `tree${index}: object(expression: ${JSON.stringify(`${survey.base.oid}:${folder}`)}) { ${treeSelection()} }`,
    ),
    ...survey.branches.map((branch, index) => laneFields(index, branch, survey.base.branch)),
    ...(survey.openPulls === true ? [openPullFields(survey.base.branch)] : []),
    ...survey.labels.map(
      (label, index) => `label${index}: label(name: ${JSON.stringify(label)}) { id name }`,
    ),
  ];
  const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {\n  ${fields.join('\n  ')}\n} ${reviewerFields(survey.reviewers)} }`;
  const schema = surveySchema(survey);
  const { data } = await api.query(operation, query, ownerAndName(survey.repository), schema);
  const top = survey.folders.map((folder, index) => ({ folder, tree: data.trees[index] ?? null }));
  const listing = join(top.map(({ folder, tree }) => flatten(folder, tree?.entries ?? [])));
  const complete = await listDeeper(api, survey, listing);
  return {
    files: complete.files,
    passedOver: complete.passedOver,
    missing: top.filter(({ tree }) => tree?.entries == null).map(({ folder }) => folder),
    lanes: data.lanes,
    openPulls: await openPullsOf(api, survey, data.openPulls),
    labels: new Map(data.labels),
    reviewers: new Map(data.reviewers),
    viewer: data.viewer,
  };
}

async function openPullsOf(
  api: Api,
  { repository, base }: Survey,
  page: z.infer<typeof openPullsSchema> | undefined,
): Promise<readonly OpenPull[]> {
  if (page === undefined) return [];
  return [...openLanePulls(page), ...(await furtherPulls(api, repository, base.branch, page))];
}

/** A reviewer that the token cannot see is an error of one field, and none of the answer. */
function reviewerFields(reviewers: readonly string[]): string {
  if (reviewers.length === 0) return '';
  const fields = reviewers.map((reviewer, index) => {
    const [organization, slug] = reviewer.split('/', 2);
    return slug === undefined
      ? `reviewer${index}: user(login: ${JSON.stringify(reviewer)}) { id }`
      : `reviewer${index}: organization(login: ${JSON.stringify(organization)}) { team(slug: ${JSON.stringify(slug)}) { id } }`;
  });
  return `viewer { login } ${fields.join(' ')}`;
}

/** The aliases of the query as lists again, checked. */
function surveySchema(survey: Survey) {
  return fieldsSchema.transform(({ repository, ...root }, context) => {
    const read = <T>(schema: z.ZodType<T>, alias: string): T => {
      const parsed = schema.safeParse(repository[alias]);
      if (parsed.success) return parsed.data;
      context.addIssue({ code: 'custom', message: `${alias}: ${parsed.error.message}` });
      return z.NEVER;
    };
    return {
      trees: survey.folders.map((_, index) => read(treeSchema.nullable(), `tree${index}`)),
      lanes: survey.branches.map((_, index) =>
        laneState(read(headSchema, `head${index}`) ?? null, read(pullsSchema, `pulls${index}`) ?? null),
      ),
      openPulls: survey.openPulls === true ? read(openPullsSchema, 'openPulls') : undefined,
      labels: survey.labels.flatMap((name, index): [string, string][] => {
        const label = read(labelSchema, `label${index}`);
        return label === null ? [] : [[name, label.id]];
      }),
      reviewers: survey.reviewers.flatMap((name, index): [string, string][] => {
        const found = reviewerSchema.safeParse(root[`reviewer${index}`]).data;
        return found === undefined ? [] : [[name, found.id]];
      }),
      viewer: viewerSchema.safeParse(root['viewer']).data?.login,
    };
  });
}

async function listDeeper(api: Api, survey: Survey, listing: Listing): Promise<Listing> {
  if (listing.deeper.length === 0) return listing;
  const found = await listFolders(api, survey.repository, listing.deeper);
  return listDeeper(api, survey, join([{ ...listing, deeper: [] }, ...found]));
}

async function listFolders(
  api: Api,
  repository: string,
  folders: readonly UnlistedFolder[],
): Promise<readonly Listing[]> {
  const operation: Operation = {
    doing: `list the files of ${repository}`,
    repository,
    permission: 'contents: read',
  };
  const fields = folders.map(
    ({ oid }, index) => `tree${index}: object(oid: ${JSON.stringify(oid)}) { ${treeSelection()} }`,
  );
  const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {\n  ${fields.join('\n  ')}\n} }`;
  const schema = z.object({ repository: z.record(z.string(), treeSchema) });
  const { data } = await api.query(operation, query, ownerAndName(repository), schema);
  return folders.map(({ path }, index) => flatten(path, data.repository[`tree${index}`]?.entries ?? []));
}

function join(listings: readonly Listing[]): Listing {
  return {
    files: listings.flatMap((listing) => listing.files),
    passedOver: listings.flatMap((listing) => listing.passedOver),
    deeper: listings.flatMap((listing) => listing.deeper),
  };
}
