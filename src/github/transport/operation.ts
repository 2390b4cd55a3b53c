/** What a request is for: the words and the permission of an error when it fails. */
export interface Operation {
  /** A verb phrase: `read acme/config`, `open the pull request`. */
  readonly doing: string;
  /** `owner/name`. */
  readonly repository: string;
  /** The permission it needs, as a workflow's `permissions:` spells it: `pull-requests: write`. */
  readonly permission: string;
}

export type RequestBody =
  | {
      readonly kind: 'rest';
      /** `POST /repos/{owner}/{repo}/pulls`. */
      readonly route: string;
      readonly parameters: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'graphql';
      readonly query: string;
      readonly variables: Readonly<Record<string, unknown>>;
    };

/** Whether a GraphQL text writes. */
export function isMutation(query: string): boolean {
  return /^\s*mutation\b/.test(query);
}

/** Whether a request changes something. */
export function isWrite(request: RequestBody): boolean {
  return request.kind === 'rest' ? !request.route.startsWith('GET ') : isMutation(request.query);
}

/** `owner/name` as the parameters of a REST route. */
export function ownerAndRepo(repository: string): { readonly owner: string; readonly repo: string } {
  const [owner = '', repo = ''] = repository.split('/', 2);
  return { owner, repo };
}

/** `owner/name` as the variables of a GraphQL query. */
export function ownerAndName(repository: string): { readonly owner: string; readonly name: string } {
  const [owner = '', name = ''] = repository.split('/', 2);
  return { owner, name };
}
