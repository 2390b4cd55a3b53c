import { shortDigest } from '../../image/digest.ts';
import type { Config } from '../../config/config.ts';
import { inOrder } from '../../config/configured-environments.ts';
import { versionText } from '../../promotion/gates/words.ts';
import type { ProposedDigest } from './proposals.ts';
import type { UnclearImage } from './read-running.ts';
import type { RunningState } from './running-state.ts';

/** Where what somebody asked about is in one environment, or one target of it. */
export interface Whereabout {
  readonly environment: string;
  readonly target: string | undefined;
  readonly image: string;
  /**
   * `running`, `failed`, `pending`: declared, and so far is known. `declared`: nothing says how it runs.
   * `proposed`: a pull request brings it. `absent`: none of it. `unclear`: it declares several digests.
   * `unknown`: GitHub does not say whether what is declared holds it.
   */
  readonly kind:
    'running' | 'failed' | 'pending' | 'declared' | 'proposed' | 'absent' | 'unclear' | 'unknown';
  /** The tag or short digest that the environment declares, or that is proposed. */
  readonly version: string;
  /** A later build declares it: the commit is in there. */
  readonly isLater: boolean;
  /** Since when it runs, has failed or is declared. */
  readonly since: Date | undefined;
  readonly pull: ProposedDigest['pull'] | undefined;
  /** One sentence: what it waits for, or what went wrong. */
  readonly says: string;
  /** Undefined where nothing of it is declared. */
  readonly state: RunningState | undefined;
}

/** Everything that is known of the environments now. */
export interface Standing {
  readonly config: Config;
  readonly states: readonly RunningState[];
  readonly unclear: readonly UnclearImage[];
  readonly proposed: readonly ProposedDigest[];
}

/**
 * Whether a digest is what was asked about, or was built later from a commit that holds it. `unread`: the
 * history could not be read.
 */
export type Holds = (
  version: Pick<RunningState, 'image' | 'digest'>,
) => 'itself' | 'later' | 'unread' | undefined;

/**
 * Where some images, as far as they hold what was asked about, are: one answer for each environment and
 * target.
 */
export function whereabouts(
  { config, states, unclear, proposed }: Standing,
  images: readonly string[],
  holds: Holds,
): readonly Whereabout[] {
  return inOrder(config).flatMap(({ name: environment, targets }) =>
    images.flatMap((image): Whereabout[] => {
      const bringing = proposed.find(
        (version) => version.environment === environment && version.image === image && isHeld(holds(version)),
      );
      const places = targets.length === 0 ? [undefined] : targets.map(({ name }) => name);
      return places.flatMap((target): Whereabout[] => {
        const at = <T extends { environment: string; target: string | undefined; image: string }>(
          version: T,
        ) => version.environment === environment && version.target === target && version.image === image;
        const names = { environment, target, image, pull: undefined, isLater: false };
        const state = states.find(at);
        const held = state === undefined ? undefined : holds(state);
        if (state !== undefined && isHeld(held))
          return [{ ...names, ...declaredOf(state), isLater: held === 'later', state }];
        if (unclear.some(at))
          return [{ ...names, kind: 'unclear', version: '', since: undefined, state, says: UNCLEAR }];
        if (bringing !== undefined) return [{ ...names, ...proposedOf(bringing), state: undefined }];
        if (state === undefined) return [];
        const version = versionText(state);
        const declares = `It declares ${version}.`;
        const shown = { ...names, version, since: undefined, state };
        return held === 'unread'
          ? [{ ...shown, kind: 'unknown', says: `${declares} ${UNREAD}` }]
          : [{ ...shown, kind: 'absent', says: declares }];
      });
    }),
  );
}

function isHeld(held: ReturnType<Holds>): held is 'itself' | 'later' {
  return held === 'itself' || held === 'later';
}

const UNREAD =
  'GitHub does not say whether that holds it: the commit is not there, or the token may not read it.';
const UNCLEAR = 'It declares several digests, or a tag that the registry does not have.';

function declaredOf(state: RunningState): Pick<Whereabout, 'kind' | 'version' | 'since' | 'says'> {
  const kind = state.kind === 'unwatched' ? 'declared' : state.kind;
  return { kind, version: versionText(state), since: state.at ?? state.since?.at, says: state.says };
}

function proposedOf(proposed: ProposedDigest) {
  const { pull, digest, tag, waitsFor } = proposed;
  return {
    kind: 'proposed' as const,
    version: tag ?? shortDigest(digest),
    since: undefined,
    pull,
    says: waitsFor === '' ? 'It waits for its first look.' : waitsFor,
  };
}
