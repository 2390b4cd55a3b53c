import { validationFailed } from '../http/answer.ts';
import { MAX_BODY } from './edit-pull.ts';

/** Throws for a comment that GitHub does not take. */
export function checkComment(body: string): void {
  if (body.trim() === '') {
    throw validationFailed({ resource: 'IssueComment', code: 'missing_field', field: 'body' });
  }
  if ([...body].length > MAX_BODY) {
    const message = `Body is too long (maximum is ${MAX_BODY} characters)`;
    throw validationFailed({ resource: 'IssueComment', code: 'unprocessable', field: 'data', message });
  }
}
