import type {
  DocumentNode,
  ExecutionResult,
  GraphQLError,
  GraphQLFieldResolver,
  GraphQLSchema,
} from 'graphql';

import { rememberPulls } from '../actions/edit-pull.ts';
import { BAD_GATEWAY, GitHubRefusal, refusalAnswer, type GitHubAnswer } from '../http/answer.ts';
import { isObject } from '../http/body.ts';
import type { Fault } from '../sandbox-github.ts';
import type { Actor } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { commitView } from './views/commit.ts';
import type { GraphqlContext, LinkedViews } from './context.ts';
import { pullView } from './views/pull.ts';
import type { GraphqlRequest } from './recognise.ts';
import { repositoryView } from './views/repository.ts';
import { mutationRoot, queryRoot } from './root.ts';
import { githubSchema } from './schema.ts';
import { Midway } from './midway.ts';
import { Work } from './work.ts';

export { recogniseGraphql } from './recognise.ts';

/** Executes a request against GitHub's schema. What the schema or GitHub refuses comes back as `errors`. */
export async function answerGraphql(
  github: GitHubState,
  actor: Actor,
  request: GraphqlRequest,
  fault: Fault | undefined,
): Promise<GitHubAnswer> {
  if (actor.kind === 'anonymous') {
    const text = 'This endpoint requires you to be authenticated.';
    return refusalAnswer(
      new GitHubRefusal(401, text, {
        documentation: '/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql',
      }),
      '',
    );
  }
  if (request.document === undefined) {
    if (request.problem === 'Problems parsing JSON')
      return refusalAnswer(new GitHubRefusal(400, request.problem), '');
    return { status: 200, body: { errors: [{ message: request.problem }] } };
  }
  if (!request.write) return run(github, actor, request, fault);
  return github.exclusive(() => run(github, actor, request, fault));
}

async function run(
  github: GitHubState,
  actor: Actor,
  request: GraphqlRequest,
  fault: Fault | undefined,
): Promise<GitHubAnswer> {
  const { execute } = await import('graphql');
  const schema = await githubSchema();
  const { document } = request;
  if (document === undefined) return { status: 200, body: {} };
  const mistakes = await mistakesIn(schema, document);
  if (mistakes.length > 0) {
    noteMistakes(github, request, mistakes);
    return { status: 200, body: { errors: mistakes.map((error) => error.toJSON()) } };
  }
  const repo = request.repository === undefined ? undefined : github.repository(request.repository);
  if (repo !== undefined && request.write && request.operation.includes('PullRequest')) rememberPulls(repo);
  const work = new Work(github.workLimits);
  const midway = new Midway(fault);
  const stale = fault?.mode === 'stale-read';
  const isNull: GraphqlContext['isNull'] = (mode, path) => fault?.mode === mode && fault.path === path;
  const context: GraphqlContext = { github, actor, stale, views, work, midway, isNull };
  const result = await execute({
    schema,
    document,
    rootValue: request.write ? mutationRoot(context) : queryRoot(context),
    contextValue: context,
    variableValues: request.variables,
    operationName: request.operationName,
    fieldResolver: resolveField,
  });
  noteMistakes(
    github,
    request,
    (result.errors ?? []).filter((error) => !(error.originalError instanceof GitHubRefusal)),
  );
  return work.isCutOff || midway.isCutOff ? BAD_GATEWAY : { status: 200, body: answerBody(result) };
}

const views: LinkedViews = { repository: repositoryView, commit: commitView, pull: pullView };

const checked = new WeakMap<DocumentNode, readonly GraphQLError[]>();

async function mistakesIn(schema: GraphQLSchema, document: DocumentNode): Promise<readonly GraphQLError[]> {
  const { validate, specifiedRules } = await import('graphql');
  const mistakes = checked.get(document) ?? validate(schema, document, specifiedRules);
  checked.set(document, mistakes);
  return mistakes;
}

/**
 * A view answers a field by a property or a function. A missing field is an error, and never null by
 * accident.
 */
const resolveField: GraphQLFieldResolver<unknown, GraphqlContext> = (source, args, context, info) => {
  context.work.count(info.fieldName, args);
  if (info.path.prev === undefined && info.operation.operation === 'mutation')
    context.midway.enter(info.fieldName);
  const value = isObject(source) ? source[info.fieldName] : undefined;
  if (value === undefined) {
    throw new Error(`The stand-in does not answer ${info.parentType.name}.${info.fieldName}`);
  }
  return typeof value === 'function' ? value(args, context, info) : value;
};

function answerBody(result: ExecutionResult) {
  if (result.errors === undefined) return { data: result.data };
  return { data: result.data ?? null, errors: result.errors.map(errorShape) };
}

function errorShape(error: GraphQLError) {
  const refusal = error.originalError;
  const plain = error.toJSON();
  if (!(refusal instanceof GitHubRefusal)) return plain;
  const message = refusal.errors
    ?.map((problem) => problem.message ?? `${problem.field ?? ''} ${problem.code}`.trim())
    .join(', ');
  return { type: refusal.graphqlType, ...plain, message: message ?? refusal.message };
}

function noteMistakes(github: GitHubState, request: GraphqlRequest, mistakes: readonly GraphQLError[]): void {
  if (!github.validates) return;
  for (const { message } of mistakes) github.violations.push(`POST ${request.operation}: ${message}`);
}
