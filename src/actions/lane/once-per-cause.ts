import { type ErrorCode, WaybillError } from '../../errors/waybill-error.ts';

/** What is true of the token or of GitHub, and so of every lane that asks for the same. */
const OF_NO_LANE: ReadonlySet<ErrorCode> = new Set([
  'PERMISSION_MISSING',
  'REPOSITORY_NOT_FOUND',
  'RATE_LIMITED',
  'GITHUB_UNAVAILABLE',
]);

/**
 * The errors of all lanes, with one for each cause. Forty lanes into a repository that the App may not write
 * have the same permission missing: that is said once, and how many lanes wait for it. What to do about an
 * error tells causes apart, because it names the permission and the repository.
 */
export function oncePerCause(errors: readonly WaybillError[]): readonly WaybillError[] {
  const groups = new Map<string, WaybillError[]>();
  for (const [index, error] of errors.entries()) {
    const key = OF_NO_LANE.has(error.code) ? `${error.code} ${error.hint ?? ''}` : String(index);
    groups.set(key, [...(groups.get(key) ?? []), error]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    if (others.length === 0) return [first];
    const { code, message, hint, cause } = first;
    const more = others.length === 1 ? 'one more failed' : `${others.length} more failed`;
    const details = { cause, ...(hint === undefined ? {} : { hint }) };
    return [new WaybillError(code, `${message} (${more} for the same reason)`, details)];
  });
}
