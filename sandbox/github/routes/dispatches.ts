import { recordDispatch } from '../actions/workflow-events.ts';
import { NO_CONTENT, GitHubRefusal, validationFailed, type GitHubAnswer } from '../http/answer.ts';
import { optionalObject, requiredText } from '../http/body.ts';
import { repositoryRoute, type RepositoryCall, type GitHubRoute } from '../http/call.ts';

const WRITE = [{ permission: 'contents', level: 'write' }] as const;
const MOST_PROPERTIES = 10;

export const dispatchRoutes: readonly GitHubRoute[] = [
  repositoryRoute('POST /repo/dispatches', 'repos/repos#create-a-repository-dispatch-event', WRITE, dispatch),
];

function dispatch(call: RepositoryCall): GitHubAnswer {
  const eventType = requiredText(call.body, 'event_type');
  const payload = optionalObject(call.body, 'client_payload') ?? {};
  if ([...eventType].length > 100) {
    const message = 'event_type is too long (maximum is 100 characters)';
    throw validationFailed({ resource: 'RepositoryDispatch', code: 'custom', field: 'event_type', message });
  }
  if (Object.keys(payload).length > MOST_PROPERTIES) {
    const text = `Invalid request.\n\nNo more than ${MOST_PROPERTIES} properties are allowed; ${Object.keys(payload).length} were supplied.`;
    throw new GitHubRefusal(422, text);
  }
  recordDispatch(call.github, call.repo, call.actor.login, eventType);
  call.repo.dispatches.push({ eventType, payload, sender: call.actor.login });
  return NO_CONTENT;
}
