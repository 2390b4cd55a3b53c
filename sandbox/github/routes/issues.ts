import { checkComment } from '../actions/edit-pull.ts';
import { requirePull } from '../actions/find-pulls.ts';
import { addLabels, createLabel, findLabel } from '../actions/labels.ts';
import { created, GitHubRefusal, notFound, ok, type GitHubAnswer } from '../http/answer.ts';
import { optionalText, optionalTexts, requiredText, isObject } from '../http/body.ts';
import {
  numberParam,
  param,
  repositoryRoute,
  type RequiredPermission,
  type RepositoryCall,
  type GitHubRoute,
} from '../http/call.ts';
import { listAnswer } from '../http/paging.ts';
import { allowed } from '../permissions.ts';
import { commentShape, labelShape } from '../shapes/issue.ts';
import type { IssueComment, Label, Pull } from '../state/model.ts';

const either = (level: RequiredPermission['level']): readonly RequiredPermission[] => [
  { permission: 'issues', level },
  { permission: 'pull_requests', level },
];
const READ = either('read');
const WRITE = either('write');
/** What makes a label. To put one on a pull request is less. */
const MAKE = [{ permission: 'issues', level: 'write' }] as const;
const ISSUE = '/repo/issues/{issue_number}';

export const issueRoutes: readonly GitHubRoute[] = [
  repositoryRoute('GET /repo/labels', 'issues/labels#list-labels-for-a-repository', READ, listLabels),
  repositoryRoute('POST /repo/labels', 'issues/labels#create-a-label', MAKE, addLabel),
  repositoryRoute('GET /repo/labels/{name}', 'issues/labels#get-a-label', READ, getLabel),
  repositoryRoute(`GET ${ISSUE}/labels`, 'issues/labels#list-labels-for-an-issue', READ, issueLabels),
  repositoryRoute(`POST ${ISSUE}/labels`, 'issues/labels#add-labels-to-an-issue', WRITE, addIssueLabels),
  repositoryRoute(`PUT ${ISSUE}/labels`, 'issues/labels#set-labels-for-an-issue', WRITE, setIssueLabels),
  repositoryRoute(
    `DELETE ${ISSUE}/labels/{name}`,
    'issues/labels#remove-a-label-from-an-issue',
    WRITE,
    removeIssueLabel,
  ),
  repositoryRoute(`GET ${ISSUE}/comments`, 'issues/comments#list-issue-comments', READ, listComments),
  repositoryRoute(`POST ${ISSUE}/comments`, 'issues/comments#create-an-issue-comment', WRITE, addComment),
  repositoryRoute(
    'PATCH /repo/issues/comments/{comment_id}',
    'issues/comments#update-an-issue-comment',
    WRITE,
    updateComment,
  ),
];

const pullOf = (call: RepositoryCall): Pull => requirePull(call.repo, numberParam(call, 'issue_number'));
const shapeOf = (call: RepositoryCall) => (label: Label) => labelShape(call.github, call.repo, label);

function listLabels(call: RepositoryCall): GitHubAnswer {
  return listAnswer(call, call.repo.labels, shapeOf(call));
}

function addLabel(call: RepositoryCall): GitHubAnswer {
  const color = optionalText(call.body, 'color');
  const description = optionalText(call.body, 'description') ?? null;
  const label = createLabel(call.github, call.repo, {
    name: requiredText(call.body, 'name'),
    color,
    description,
  });
  const shape = labelShape(call.github, call.repo, label);
  return created(shape, shape.url);
}

function getLabel(call: RepositoryCall): GitHubAnswer {
  const label = findLabel(call.repo, param(call, 'name'));
  if (label === undefined) throw notFound();
  return ok(labelShape(call.github, call.repo, label));
}

function issueLabels(call: RepositoryCall): GitHubAnswer {
  return listAnswer(call, pullOf(call).labels, shapeOf(call));
}

function addIssueLabels(call: RepositoryCall): GitHubAnswer {
  const pull = pullOf(call);
  addLabels(call.github, call.repo, pull, labelNames(call));
  return ok(pull.labels.map(shapeOf(call)));
}

function setIssueLabels(call: RepositoryCall): GitHubAnswer {
  const pull = pullOf(call);
  const names = labelNames(call);
  pull.labels = [];
  addLabels(call.github, call.repo, pull, names);
  return ok(pull.labels.map(shapeOf(call)));
}

function removeIssueLabel(call: RepositoryCall): GitHubAnswer {
  const pull = pullOf(call);
  const label = findLabel(call.repo, param(call, 'name'));
  if (label === undefined || !pull.labels.includes(label)) throw notFound();
  pull.labels = pull.labels.filter((each) => each !== label);
  return ok(pull.labels.map(shapeOf(call)));
}

/** `{ labels: [...] }`, where a label is a name or an object with one; or the list alone. */
function labelNames(call: RepositoryCall): readonly string[] {
  const given = call.body['labels'];
  const names = Array.isArray(given)
    ? given.map((label: unknown) => (isObject(label) ? requiredText(label, 'name') : String(label)))
    : (optionalTexts(call.body, 'labels') ?? []);
  const isNew = names.some((name) => findLabel(call.repo, name) === undefined);
  if (!isNew || allowed(call.actor, call.repo, MAKE)) return names;
  throw new GitHubRefusal(403, 'You do not have permission to create labels on this repository.', {
    errors: [{ resource: 'Repository', field: 'label', code: 'unauthorized' }],
  });
}

function listComments(call: RepositoryCall): GitHubAnswer {
  const pull = pullOf(call);
  return listAnswer(call, pull.comments, (comment) => commentShape(call.github, call.repo, pull, comment));
}

function addComment(call: RepositoryCall): GitHubAnswer {
  const pull = pullOf(call);
  const body = requiredText(call.body, 'body');
  checkComment(body);
  const now = call.github.now();
  const comment = {
    id: call.github.nextId(),
    author: call.actor.login,
    body,
    createdAt: now,
    updatedAt: now,
  };
  pull.comments.push(comment);
  const shape = commentShape(call.github, call.repo, pull, comment);
  return created(shape, shape.url);
}

function updateComment(call: RepositoryCall): GitHubAnswer {
  const id = numberParam(call, 'comment_id');
  const found = [...call.repo.pulls.values()]
    .flatMap((pull) => pull.comments.map((comment): [Pull, IssueComment] => [pull, comment]))
    .find(([, comment]) => comment.id === id);
  if (found === undefined) throw notFound();
  const [pull, comment] = found;
  const body = requiredText(call.body, 'body');
  checkComment(body);
  comment.body = body;
  comment.updatedAt = call.github.now();
  return ok(commentShape(call.github, call.repo, pull, comment));
}
