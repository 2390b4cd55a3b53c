import { randomBytes } from 'node:crypto';
import type { DeploymentRecord, Fault, RequestEntry, TokenGrant, WorkflowEvent } from '../sandbox-github.ts';
import type { App } from './apps.ts';
import { createIdentities, type JobIdentities } from './identities.ts';
import type { WorkLimits } from '../graphql/work.ts';
import type { Actor, Person, Repository, Team, Token } from './model.ts';

/** Everything the stand-in knows apart from git objects. */
export class GitHubState {
  readonly repositories = new Map<string, Repository>();
  readonly people = new Map<string, Person>();
  readonly teams = new Map<string, Team>();
  readonly tokens = new Map<string, Token>();
  readonly apps: App[] = [];
  /** Logins of Apps whose installation is no more what it was. */
  readonly endedInstallations = new Map<string, 'suspended' | 'uninstalled'>();
  readonly faults: { fault: Fault; seen: number; left: number }[] = [];
  readonly now: () => Date;
  #identities: JobIdentities | undefined;
  requests: RequestEntry[] = [];
  readonly workflowEvents: WorkflowEvent[] = [];
  readonly deploymentRecords: DeploymentRecord[] = [];
  /** Runs that wait until a person approves them. */
  readonly waitingEvents: WorkflowEvent[] = [];
  violations: string[] = [];
  /** Whether requests and answers are held against GitHub's published descriptions. */
  readonly validates: boolean;
  readonly workLimits: WorkLimits;
  /** `http://127.0.0.1:<port>`, known once the server listens. */
  url = '';
  /** How many requests of the hour each token has used. */
  readonly used = new Map<string, number>();
  #lastId = 1000;
  #writes: Promise<unknown> = Promise.resolve();

  constructor(options: {
    readonly now: () => Date;
    readonly validates: boolean;
    readonly workLimits: WorkLimits;
  }) {
    this.now = options.now;
    this.validates = options.validates;
    this.workLimits = options.workLimits;
  }

  /** Made for the first job that asks: a key takes a tenth of a second. */
  get identities(): JobIdentities {
    return (this.#identities ??= createIdentities());
  }

  get apiUrl(): string {
    return `${this.url}/api/v3`;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  repository(fullName: string): Repository | undefined {
    return this.repositories.get(fullName.toLowerCase());
  }

  /** The account of that login; it exists as soon as it is named. */
  person(login: string, type?: Person['type']): Person {
    const key = login.toLowerCase();
    let person = this.people.get(key);
    if (person === undefined) {
      const kind = type ?? (login.endsWith('[bot]') ? 'Bot' : 'User');
      person = { login, id: this.nextId(), type: kind };
      this.people.set(key, person);
    }
    return person;
  }

  addTeam(name: string): Team {
    const [organization = '', slug = ''] = name.split('/');
    const team = { organization, slug, id: this.nextId() };
    this.teams.set(name.toLowerCase(), team);
    this.person(organization, 'Organization');
    return team;
  }

  grant(grant: TokenGrant, expires?: Date): string {
    const prefix = { workflow: 'ghs_', installation: 'ghs_', pat: 'github_pat_' }[grant.kind];
    const text = prefix + randomBytes(18).toString('hex');
    this.tokens.set(text, { text, grant, expires, uses: 0 });
    this.person(grant.login);
    return text;
  }

  actorOf(token: Token): Actor {
    return { kind: 'token', login: token.grant.login, token };
  }

  /**
   * Runs one write at a time. What a write has checked is still true when it acts, even when it waits for git
   * in between.
   */
  exclusive<T>(write: () => Promise<T>): Promise<T> {
    const result = this.#writes.then(write);
    this.#writes = result.catch(() => undefined);
    return result;
  }
}
