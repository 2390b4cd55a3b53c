// Rules that the inputs of an action share with `waybill.yaml`. They know no schema, because every action
// loads them before its first request.

/** What GitHub takes for the name of a label. */
export const LONGEST_LABEL = 50;
export const LONGEST_TITLE_PREFIX = 60;

const USER = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;
const TEAM = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9])?$/;

/** True for `octocat` and `acme/sre`, also where "@" stands before them, as people mention them. */
export function isReviewer(text: string): boolean {
  const name = withoutAt(text);
  return USER.test(name) || TEAM.test(name);
}

export function withoutAt(name: string): string {
  return name.replace(/^@/, '');
}
