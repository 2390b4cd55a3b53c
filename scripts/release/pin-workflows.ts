/** Our own actions in a workflow, by the tag that moves. */
const BY_MOVING_TAG = /(\buses: waybill\/waybill(?:\/actions\/[\w-]+)?)@v\d+$/gm;

/** Which workflows a release pins: those that others call, and the copies of them. */
export function isCalled(path: string, text: string): boolean {
  return /(?:^|\/)\.github\/workflows\/[^/]+\.yml$/.test(path) && /^ {2}workflow_call:/m.test(text);
}

/**
 * A workflow that uses our actions by commit. A caller that pins the workflow by commit then pins the actions
 * in it, too.
 */
export function pinWorkflow(text: string, commit: string, tag: string): string {
  return text.replace(BY_MOVING_TAG, `$1@${commit} # ${tag}`);
}
