import { z } from 'zod';
import { nodes, present } from '../../transport/graphql.ts';

/** A review of a pull request. */
export interface PullReview {
  readonly login: string;
  readonly person: boolean;
  readonly state: string;
  /** The head that was reviewed. */
  readonly commit: string | undefined;
}

/** The field of a pull request that holds its newest reviews. */
export const opinionsField =
  'reviews(last: 50) { nodes { state author { __typename login } commit { oid } } }';

export const opinionsSchema = nodes(
  z.object({
    state: z.string(),
    author: z.object({ __typename: z.string(), login: z.string() }).nullable(),
    commit: z.object({ oid: z.string() }).nullable(),
  }),
);

/** Reviews from their fields, oldest first; one by nobody who is known any more is left out. */
export function reviewsOf(opinions: z.infer<typeof opinionsSchema>): readonly PullReview[] {
  return present(opinions).flatMap(({ state, author, commit }) =>
    author === null
      ? []
      : [{ login: author.login, person: author.__typename === 'User', state, commit: commit?.oid }],
  );
}
