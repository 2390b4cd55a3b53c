import semver from 'semver';
import type { GateResult, GateState } from './gate.ts';
import type { KnownVersion, ImageQuestion } from './question.ts';
import { versionText } from './words.ts';

/**
 * Whether the image's version is in the range. The version is what the image says of itself, or else the tag.
 * A record anybody could have attached, so it is not asked. Without
 * a version nothing is known, and the gate does not pass. A lower version than the declared one is said, and
 * does not fail by itself.
 */
export function versionGate(member: ImageQuestion, range: string): GateResult {
  if (member.unanswered === true)
    return result('pending', 'The version is not known: the registry did not answer.');
  const version = semanticVersion(member);
  if (version === undefined)
    return result('failed', `${versionText(member)} has no semantic version to hold against ${range}.`);
  const back = downgradeNote(member);
  if (semver.satisfies(version, range)) return result('passed', `${version} is in ${range}.${back}`);
  const early =
    version.prerelease.length > 0 && semver.satisfies(version, range, { includePrerelease: true })
      ? ', which lets no pre-release in'
      : '';
  return result('failed', `${version} is not in ${range}${early}.${back}`);
}

/**
 * ` It goes back from 1.5.0.`: a sentence with a blank before it, for a lower version than what is declared.
 * Empty otherwise.
 */
function downgradeNote(member: ImageQuestion): string {
  const from = downgradeFrom(member, member.declared);
  return from === undefined ? '' : ` It goes back from ${from}.`;
}

/**
 * The highest version that is declared now, when `next` is lower. Undefined when it is not lower, or when a
 * version is not known.
 */
export function downgradeFrom(
  next: Omit<KnownVersion, 'digest'>,
  declared: readonly Omit<KnownVersion, 'digest'>[],
): string | undefined {
  const to = semanticVersion(next);
  const [highest] = declared.flatMap((version) => semanticVersion(version) ?? []).toSorted(semver.rcompare);
  return to !== undefined && highest !== undefined && semver.lt(to, highest) ? highest.version : undefined;
}

function semanticVersion({ version, tag }: Omit<KnownVersion, 'digest'>): semver.SemVer | undefined {
  return [version, tag].flatMap((text) => semver.parse(text, { loose: true }) ?? []).at(0);
}

function result(state: GateState, reason: string): GateResult {
  const said = { gate: 'version' as const, state, reason, until: undefined, evidence: [] };
  return state === 'failed' ? { ...said, isFinal: true } : said;
}
