import { type Digest, isDigest } from '../../image/digest.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { GitHub } from '../../github/github.ts';
import { commitHolders, type SourceCommitName } from './commit-holders.ts';
import type { OriginReader } from './image-sources.ts';
import { type Standing, type Whereabout, whereabouts } from './whereabouts.ts';

/** Where something is, in the words of who asked. */
export interface WhereAnswer {
  /** `ghcr.io…@sha256:…`, `acme/shop@1e3fc79`. */
  readonly subject: string;
  readonly rows: readonly Whereabout[];
}

interface WhereKnown {
  readonly standing: Standing;
  readonly originOf: OriginReader;
}

type Asker = Pick<GitHub, 'commitOrder' | 'pullCommit'>;

/**
 * Where a commit, a digest or a pull request is: in which environments it is declared, running, proposed or
 * waiting, and for what. A commit or pull request without a repository is one of the only `source` in
 * `waybill.yaml`. Throws `INPUT_INVALID`.
 */
export async function answerWhere(asked: string, known: WhereKnown, github: Asker): Promise<WhereAnswer> {
  const { standing, originOf } = known;
  const text = asked.trim();
  const [, digestText = ''] = /(?:^|@)(sha256:[0-9a-f]+)$/.exec(text) ?? [];
  if (isDigest(digestText)) return whereDigest(digestText, standing);
  const { repository, commit } = await commitOf(text, known, github);
  const holds = await commitHolders({ repository, commit }, standing, originOf, (pair) =>
    github.commitOrder(pair),
  );
  const images = standing.config.images
    .filter(({ source }) => source?.toLowerCase() === repository.toLowerCase())
    .map(({ name }) => name);
  if (images.length === 0) throw notASource(repository, standing);
  const rows = whereabouts(standing, images, holds);
  return { subject: `${repository}@${commit.slice(0, 7)}`, rows };
}

function whereDigest(digest: Digest, standing: Standing): WhereAnswer {
  const versions = [...standing.states, ...standing.proposed];
  const images = new Set(versions.filter((version) => version.digest === digest).map(({ image }) => image));
  const rows = whereabouts(standing, [...images], (version) =>
    version.digest === digest ? 'itself' : undefined,
  );
  return { subject: digest, rows };
}

function notASource(repository: string, { config }: Standing): WaybillError {
  return new WaybillError('INPUT_INVALID', `No image of ${config.file} has the source ${repository}`, {
    hint: 'Ask with the repository that "source" of an image names, or write "source" there.',
  });
}

const COMMIT = /^(?:([\w.-]+\/[\w.-]+)@)?([0-9a-f]{7,40})$/i;
const PULL = /^(?:https?:\/\/[^/]+\/)?(?:([\w.-]+\/[\w.-]+)(?:#|\/pull\/)|#)(\d{1,9})\/?$/;

async function commitOf(text: string, { standing }: WhereKnown, github: Asker): Promise<SourceCommitName> {
  const [, pullOf, number] = PULL.exec(text) ?? [];
  if (number !== undefined) {
    const repository = pullOf ?? onlySource(standing);
    const commit = await github.pullCommit(repository, Number(number));
    if (commit !== undefined) return { repository, commit };
    throw new WaybillError('INPUT_INVALID', `${repository}#${number} is not merged`, {
      hint: 'Ask for a pull request of a source repository that was merged, or for a commit.',
    });
  }
  const [, commitIn, commit] = COMMIT.exec(text) ?? [];
  if (commit !== undefined)
    return { repository: commitIn ?? onlySource(standing), commit: commit.toLowerCase() };
  throw new WaybillError(
    'INPUT_INVALID',
    `${JSON.stringify(text.slice(0, 100))} is no commit, digest or pull request`,
    {
      hint: 'Write acme/shop@1e3fc79, sha256:…, or acme/shop#12.',
    },
  );
}

function onlySource({ config }: Standing): string {
  const sources = new Set(config.images.flatMap(({ source }) => source ?? []));
  const [only, ...more] = sources;
  if (only !== undefined && more.length === 0) return only;
  throw new WaybillError('INPUT_INVALID', 'It is not known of which repository that is', {
    hint:
      sources.size === 0
        ? `${config.file} has no image with a "source".`
        : `Write ${[...sources]
            .slice(0, 5)
            .map((source) => `${source}@1e3fc79`)
            .join(' or ')}.`,
  });
}
