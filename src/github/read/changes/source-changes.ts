import { z } from 'zod';
import { groupBy } from '../../../errors/group-by.ts';
import { ok, type Result } from '../../../errors/result.ts';
import { errorsOf, type WaybillError } from '../../../errors/waybill-error.ts';
import type { SourceChanges, SourceRelease } from '../../../promotion/pull-request/source-commit.ts';
import { type Api, UNREADABLE } from '../../transport/api.ts';
import { unavailable } from '../../transport/explain.ts';
import { literal } from '../../transport/graphql.ts';
import { type Operation, ownerAndName } from '../../transport/operation.ts';
import { askForMany, part, type QueryPart, valueOf } from '../ask-for-many.ts';
import { difference } from './difference.ts';
import { type History, historyFields, historyOf } from './history.ts';
import { releasesAnswer, releasesField, releasesOf } from './releases.ts';

/** Two commits of one source repository, to be compared. */
export interface CommitPair {
  /** `owner/name`. */
  readonly repository: string;
  readonly from: string;
  readonly to: string;
  /** Only commits that touch this folder count. */
  readonly path: string | undefined;
}

/**
 * What changed between the commits of each pair: one request for all of them, also of several repositories. A
 * repository that cannot be read is no error: the pull request then says so.
 */
export async function sourceChanges(
  api: Api,
  pairs: readonly CommitPair[],
): Promise<readonly SourceChanges[]> {
  const found = new Map<CommitPair, SourceChanges>();
  const repositories = groupBy(pairs, ({ repository }) => repository.toLowerCase());
  if (repositories.size > 1)
    for (const [pair, changes] of await changesOfMany(api, pairs)) found.set(pair, changes);
  for (const own of repositories.values()) {
    const open = own.filter((pair) => !found.has(pair));
    const changes = await changesOfOne(api, own[0]?.repository ?? '', open);
    for (const [index, pair] of open.entries()) {
      const known = changes[index];
      if (known !== undefined) found.set(pair, known);
    }
  }
  return pairs.flatMap((pair) => found.get(pair) ?? []);
}

/**
 * The changes of several repositories in one request: of those that can be read. The others are asked for one
 * by one, so that each says why.
 */
async function changesOfMany(
  api: Api,
  pairs: readonly CommitPair[],
): Promise<readonly (readonly [CommitPair, SourceChanges])[]> {
  const repository = pairs[0]?.repository ?? '';
  const operation: Operation = {
    doing: `list the changes of ${repository} and others`,
    repository,
    permission: 'contents: read',
  };
  try {
    const answers = await askForMany(api, { operation, atOnce: Infinity }, pairs.map(repositoryPart));
    return pairs.flatMap((pair, index) => {
      const answer = answers[index];
      if (answer?.ok !== true) return [];
      const { names, sides } = answer.value;
      return [[pair, changesOf(pair, pair.repository, names, ok(sides))]];
    });
  } catch (thrown) {
    const [error] = errorsOf(thrown);
    if (error?.code === 'INTERNAL') throw thrown;
    return [];
  }
}

async function changesOfOne(
  api: Api,
  repository: string,
  pairs: readonly CommitPair[],
): Promise<readonly SourceChanges[]> {
  if (pairs.length === 0) return [];
  const operation: Operation = {
    doing: `list the changes of ${repository}`,
    repository,
    permission: 'contents: read',
  };
  try {
    const [names, ...changes] = await askForMany<SourcePart>(api, { operation, atOnce: Infinity }, [
      namesPart(),
      ...pairs.map(pairPart),
    ]);
    const found = names === undefined ? undefined : valueOf(names);
    return pairs.map((pair, index): SourceChanges => {
      const histories = changes[index];
      if (found?.kind !== 'names' || histories === undefined) throw unavailable(operation, UNREADABLE);
      return changesOf(pair, repository, found, histories);
    });
  } catch (thrown) {
    const [error] = errorsOf(thrown);
    if (error?.code === 'INTERNAL') throw thrown;
    const reason =
      error?.code === 'REPOSITORY_NOT_FOUND' || error?.code === 'PERMISSION_MISSING'
        ? `this token cannot read ${repository} (the input "source-token" takes one with "contents: read" there).`
        : `${repository} could not be read: ${error?.message ?? 'no answer'}.`;
    api.log.warning(`The list of changes is left out: ${reason}`);
    return pairs.map(() => ({ kind: 'unreadable', repository, reason }));
  }
}

/** One answer of GitHub: how the repository is called, or the two histories of a pair. */
type SourcePart = Names | Sides;

interface Sides {
  readonly kind: 'pair';
  readonly to: History | undefined;
  readonly from: History | undefined;
}

interface Names {
  readonly kind: 'names';
  readonly fullName: string;
  readonly url: string;
  readonly releases: readonly SourceRelease[];
}

const namesShape = { fullName: z.string(), url: z.string(), releases: releasesAnswer };

function namesPart(): QueryPart<SourcePart> {
  return {
    fields: { fullName: 'nameWithOwner', url: 'url', releases: releasesField },
    answer: z.object(namesShape).transform((names) => ({ kind: 'names' as const, ...names })),
  };
}

function pairPart({ from, to, path }: CommitPair): QueryPart<SourcePart> {
  const side = z.unknown().transform(historyOf);
  return {
    fields: {
      to: `object(oid: ${literal(to)}) { ${historyFields(path, true)} }`,
      from: `object(oid: ${literal(from)}) { ${historyFields(path, false)} }`,
    },
    answer: z.object({ to: side, from: side }).transform((sides) => ({ kind: 'pair' as const, ...sides })),
  };
}

/** A pair with the repository that it is of. */
function repositoryPart(pair: CommitPair): QueryPart<{ readonly names: Names; readonly sides: Sides }> {
  const { owner, name } = ownerAndName(pair.repository);
  const side = z.unknown().transform(historyOf);
  const selection = Object.entries(pairPart(pair).fields).map(([alias, field]) => `${alias}: ${field}`);
  const inner = `fullName: nameWithOwner url ${releasesField} ${selection.join(' ')}`;
  const answer = z.object({ ...namesShape, to: side, from: side }).transform(({ to, from, ...names }) => ({
    names: { kind: 'names' as const, ...names },
    sides: { kind: 'pair' as const, to, from },
  }));
  const field = `repository(owner: ${literal(owner)}, name: ${literal(name)}) { ${inner} }`;
  return { ...part(field, answer), at: 'root' };
}

const NO_SIDES = { to: undefined, from: undefined };

function changesOf(
  pair: CommitPair,
  repository: string,
  names: Names,
  answer: Result<SourcePart, WaybillError>,
): SourceChanges {
  if (!answer.ok) {
    const reason = `${repository} could not be read: ${answer.problem.message}.`;
    return { kind: 'unreadable', repository, reason };
  }
  const { to, from } = answer.value.kind === 'pair' ? answer.value : NO_SIDES;
  if (to === undefined || from === undefined) {
    const lost = (to === undefined ? pair.to : pair.from).slice(0, 7);
    return { kind: 'unreadable', repository, reason: `${repository} has no commit ${lost} any more.` };
  }
  const url = `${names.url}/compare/${pair.from}...${pair.to}`;
  const found = difference(from, to);
  const releases = releasesOf(names.releases, pair, found.added);
  return { kind: 'known', ...pair, repository: names.fullName, ...found, releases, url };
}
