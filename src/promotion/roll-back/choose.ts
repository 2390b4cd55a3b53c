import { WaybillError } from '../../errors/waybill-error.ts';
import type { Digest } from '../../image/digest.ts';
import { type Hold, holdOn, isNamed } from '../hold/holds.ts';
import {
  type ChangeCommit,
  type DeclarationChange,
  declaredBefore,
  declaredInTurn,
  everDeclared,
  versionKey,
  type WrittenVersion,
} from './declared-turns.ts';

/** What is known of one image of an environment, now and before. */
export interface ImagePast {
  readonly environment: string;
  readonly image: string;
  readonly present: readonly WrittenVersion[];
  /** In the order of time. */
  readonly changes: readonly DeclarationChange[];
  /** How many commits of a file were looked through, where there are more. Undefined where all were. */
  readonly cutAt: number | undefined;
  readonly holds: readonly Hold[];
}

/** What an image goes back to, and the commit that brought what it leaves. */
export interface Return {
  readonly version: WrittenVersion;
  readonly brought: ChangeCommit | undefined;
}

/**
 * What an image goes back to. It is what the environment declared before, or the digest that was asked for,
 * if the environment ever declared that. Throws `NOTHING_BEFORE`, `HISTORY_TOO_DEEP`, `REFERENCE_AMBIGUOUS`,
 * `DIGEST_NOT_DECLARED`, `DIGEST_HELD`, or `REFERENCE_NOT_FOUND` for an image that the environment does not
 * declare.
 */
export function chooseReturn(past: ImagePast, to: Digest | undefined): Return {
  const { environment, image, present } = past;
  if (present.length === 0) {
    throw new WaybillError('REFERENCE_NOT_FOUND', `${environment} declares no ${image} now`, {
      hint: 'There is nothing to roll back. Name the images that the environment declares.',
    });
  }
  return to === undefined ? lastReturn(past) : namedReturn(past, to);
}

/** Whether more history could change the answer. */
export function isSettled(past: Omit<ImagePast, 'cutAt'>, to: Digest | undefined): boolean {
  if (past.present.length === 0) return true;
  if (to !== undefined) return known(past).some(({ digest }) => digest === to);
  return beforeOf(past).kind !== 'none';
}

function lastReturn(past: ImagePast): Return {
  const { environment, image, present, cutAt } = past;
  const found = beforeOf(past);
  if (found.kind === 'found') return { version: found.version, brought: found.leaves.commit };
  if (found.kind === 'several') {
    throw new WaybillError(
      'REFERENCE_AMBIGUOUS',
      `${environment} declared several versions of ${image} before ${spell(found.leaves.version)}: ${list(found.versions)}`,
      { hint: 'Its files differed from each other. Name the digest to go back to with the input "to".' },
    );
  }
  if (cutAt !== undefined) throw tooDeep(past, cutAt, `what ${environment} declared of ${image} before`);
  const held = past.holds.filter((hold) => isNamed(hold.image, image));
  const also = held.length === 0 ? '' : `; held are ${held.map(({ digest }) => digest).join(', ')}`;
  throw new WaybillError(
    'NOTHING_BEFORE',
    `${environment} never declared another version of ${image} that it could go back to: it declares ${list(present)}${also}`,
    { hint: 'Promote a version with the input "images" of the promote action instead.' },
  );
}

function namedReturn(past: ImagePast, to: Digest): Return {
  const { environment, image, holds, cutAt } = past;
  const hold = holdOn(holds, image, to);
  if (hold !== undefined) {
    throw new WaybillError('DIGEST_HELD', `${to} of ${image} is held in ${environment}${because(hold)}`, {
      hint: `Go back to another digest, or end the hold first: delete its entry in ${hold.file}.`,
    });
  }
  const all = known(past);
  const version = all.find(({ digest }) => digest === to);
  const turns = declaredInTurn(past.changes);
  const brought = turns.findLast((turn) =>
    past.present.some((version) => versionKey(version) === versionKey(turn.version)),
  );
  if (version !== undefined) return { version, brought: brought?.commit };
  if (cutAt !== undefined) throw tooDeep(past, cutAt, `${to} of ${image} in ${environment}`);
  throw new WaybillError('DIGEST_NOT_DECLARED', `${environment} never declared ${to} of ${image}`, {
    hint: `It has declared, the newest first: ${list(all)}. Go back to one of these, or promote the digest with the promote action.`,
  });
}

function known({ present, changes }: Pick<ImagePast, 'present' | 'changes'>): readonly WrittenVersion[] {
  const before = everDeclared(changes);
  const seen = new Set(present.map(versionKey));
  return [...present, ...before.filter((version) => !seen.has(versionKey(version)))];
}

function beforeOf({ image, present, changes, holds }: Omit<ImagePast, 'cutAt'>) {
  const isHeld = ({ digest }: WrittenVersion): boolean =>
    digest !== undefined && holdOn(holds, image, digest) !== undefined;
  return declaredBefore(declaredInTurn(changes), present, isHeld);
}

function tooDeep({ changes }: ImagePast, cutAt: number, what: string): WaybillError {
  const [oldest] = changes;
  const until =
    oldest === undefined
      ? ''
      : `, back to ${oldest.commit.oid.slice(0, 7)} of ${oldest.commit.at.toISOString().slice(0, 10)}`;
  return new WaybillError(
    'HISTORY_TOO_DEEP',
    `The last ${cutAt} commits of its files do not tell ${what}${until}`,
    {
      hint: 'Look further back with the input "depth".',
    },
  );
}

function because({ reason, by }: Hold): string {
  return `${reason === undefined ? '' : `: ${reason}`}${by === undefined ? '' : ` (${by})`}`;
}

const LISTED = 10;

function list(versions: readonly WrittenVersion[]): string {
  const shown = versions.slice(0, LISTED).map(spell).join(', ');
  return versions.length > LISTED ? `${shown} and ${versions.length - LISTED} more` : shown;
}

function spell({ tag, digest }: WrittenVersion): string {
  return [tag, digest].filter((part) => part !== undefined).join('@');
}
