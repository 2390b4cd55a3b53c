/** What a route answers. `body` is printed as JSON; `bytes` go out as they are. */
export interface GitHubAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One entry of the `errors` of a 422. */
export interface FieldError {
  readonly resource: string;
  readonly code: string;
  readonly field?: string;
  readonly message?: string;
  readonly value?: string;
}

/** GitHub says no: a status, its text and, for a 422, which fields are wrong. */
export class GitHubRefusal extends Error {
  readonly status: number;
  readonly errors: readonly FieldError[] | undefined;
  /** Overrides the page of the route in `documentation_url`. */
  readonly documentation: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** `errors[].type` when GraphQL says it; undefined where it names none. */
  readonly graphqlType: string | undefined;

  constructor(
    status: number,
    message: string,
    more: {
      readonly errors?: readonly FieldError[];
      readonly documentation?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** Null: GraphQL names no type. */
      readonly graphqlType?: string | null;
    } = {},
  ) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.errors = more.errors;
    this.documentation = more.documentation;
    this.headers = more.headers ?? {};
    this.graphqlType =
      more.graphqlType === null ? undefined : (more.graphqlType ?? GRAPHQL_TYPES[status] ?? 'UNPROCESSABLE');
  }
}

const GRAPHQL_TYPES: Readonly<Record<number, string>> = {
  401: 'FORBIDDEN',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
};

const DOCS = 'https://docs.github.com';

export function ok(body: unknown, headers: Readonly<Record<string, string>> = {}): GitHubAnswer {
  return { status: 200, body, headers };
}

export function created(body: unknown, location?: string): GitHubAnswer {
  return { status: 201, body, headers: location === undefined ? {} : { location } };
}

export const NO_CONTENT: GitHubAnswer = { status: 204 };

export function notFound(): GitHubRefusal {
  return new GitHubRefusal(404, 'Not Found');
}

export function validationFailed(...errors: readonly FieldError[]): GitHubRefusal {
  return new GitHubRefusal(422, 'Validation Failed', { errors });
}

export function unprocessable(message: string): GitHubRefusal {
  return new GitHubRefusal(422, message);
}

/** The JSON of a refusal; `docs` is the page of the route, such as `pulls/pulls#create-a-pull-request`. */
export function refusalAnswer(refusal: GitHubRefusal, docs: string): GitHubAnswer {
  const documentation = refusal.documentation ?? (docs === '' ? '/rest' : `/rest/${docs}`);
  return {
    status: refusal.status,
    headers: refusal.headers,
    body: {
      message: refusal.message,
      ...(refusal.errors === undefined ? {} : { errors: refusal.errors }),
      documentation_url: DOCS + documentation,
      status: String(refusal.status),
    },
  };
}

export const BAD_GATEWAY: GitHubAnswer = {
  status: 502,
  bytes: Buffer.from(
    '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n',
  ),
  headers: { 'content-type': 'text/html; charset=utf-8' },
};
