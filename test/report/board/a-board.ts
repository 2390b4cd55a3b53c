import { createHash } from 'node:crypto';
import { measure } from '../../../src/promotion/metrics/measure.ts';
import { movesOf } from '../../../src/promotion/metrics/moves.ts';
import { parseDigest } from '../../../src/image/digest.ts';
import type {
  Board,
  BoardCell,
  BoardImage,
  BoardStay,
  BoardVersion,
} from '../../../src/report/board/board.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
/** A Monday. */
const NOW = new Date('2026-03-02T09:30:00Z');
const WEEKS = 13;

const WORDS = ['api', 'web', 'checkout', 'search', 'billing', 'mailer', 'stock', 'login', 'media', 'prices'];

/** How large a board is to be. */
interface Size {
  readonly images: number;
  readonly environments: readonly string[];
}

export const FOUR = ['dev', 'staging', 'prod-eu', 'prod-us'];

/** A board as a shop has it: releases travel, some wait, one failed. The same for the same size. */
export function aBoard({ images, environments }: Size = { images: 12, environments: FOUR }): Board {
  const all = Array.from({ length: images }, (_, index) => anImage(index, environments));
  return {
    repository: 'acme/config',
    url: 'https://github.com/acme/config',
    base: { branch: 'main', oid: hash('base').slice(0, 40) },
    at: NOW,
    weeks: WEEKS,
    environments: environments.map((name, index) => ({
      name,
      after: upstreamsOf(index, environments),
      url: index === 0 ? undefined : `https://${name}.acme.dev`,
      merge: index < 2 ? 'auto' : 'manual',
      elsewhere: undefined,
      pauses:
        index === 3
          ? [{ images: undefined, reason: 'month end', by: 'alice', until: undefined, url: undefined }]
          : [],
      metrics: measure(
        all.flatMap(({ cells }) => movesIn(cells[index]?.history ?? [])),
        NOW,
        WEEKS,
      ),
    })),
    images: all,
    notes: [],
  };
}

/** Both prods come after staging; of many each comes after the one before it. */
function upstreamsOf(index: number, environments: readonly string[]): readonly string[] {
  if (index === 0) return [];
  return [environments[environments === FOUR && index === 3 ? 1 : index - 1] ?? ''];
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function anImage(index: number, environments: readonly string[]): BoardImage {
  const word = WORDS[index % WORDS.length] ?? '';
  const name = index < WORDS.length ? word : `${word}-${Math.floor(index / WORDS.length)}`;
  return {
    name,
    repository: `ghcr.io/acme/${name}`,
    source: { name: 'acme/shop', url: 'https://github.com/acme/shop' },
    group: index % 5 < 2 ? 'shop' : undefined,
    cells: environments.map((environment, place) => aCell({ name, index, environment, place })),
  };
}

interface Place {
  readonly name: string;
  readonly index: number;
  readonly environment: string;
  readonly place: number;
}

function versionOf(name: string, release: number): BoardVersion & { readonly digest: string } {
  return { tag: `v1.${release}.${release % 3}`, digest: `sha256:${hash(`${name} ${release}`)}` };
}

function aCell({ name, index, environment, place }: Place): BoardCell {
  const isLate = place >= 2 && index % 3 === 1;
  const isMissing = place === 3 && index % 7 === 6;
  const newest = 12 + (index % 4);
  const here = newest - (isLate ? 2 : 0);
  const history = isMissing ? [] : stays({ name, index, place, environment }, here);
  const [last] = history;
  const next = versionOf(name, newest);
  const isFront = place === 0;
  return {
    environment,
    versions: isMissing ? [] : [{ ...versionOf(name, here), targets: [] }],
    since: last?.since,
    standing: isFront
      ? { kind: 'front' }
      : isLate
        ? {
            kind: 'behind',
            of: 'dev',
            commits: {
              behind: 3 + index,
              ahead: 0,
              more: false,
              url: 'https://github.com/acme/shop/compare/a...b',
            },
          }
        : { kind: 'level' },
    offered: isLate && place === 3 ? next : undefined,
    pull: isLate && place === 2 ? aPull(index, next) : undefined,
    health: isMissing || isFront ? undefined : aHealth(index, place),
    drift: undefined,
    history,
    metrics: measure(movesIn(history), NOW, WEEKS),
  };
}

function aHealth(index: number, place: number): BoardCell['health'] {
  if (index === 4 && place === 2)
    return {
      state: 'failed',
      says: 'kustomization/apps/7ca4cc12 has failed at 1e3fc79',
      url: 'https://acme.dev/1',
    };
  if (index === 7 && place === 1)
    return { state: 'pending', says: 'kustomization/apps/7ca4cc12 has not reported', url: undefined };
  return { state: 'passed', says: 'healthy', url: undefined };
}

function aPull(index: number, brings: BoardVersion): BoardCell['pull'] {
  const number = 40 + index;
  const url = `https://github.com/acme/config/pull/${number}`;
  const says =
    index % 2 === 0
      ? 'prod-eu waits for soak: staging has declared it since 2026-03-02 03:10 UTC, until 2026-03-03 03:10 UTC.'
      : 'prod-eu waits for manual: nobody has approved this head yet.';
  const state = index === 1 ? 'failed' : 'pending';
  return {
    number,
    url,
    kind: 'promotion',
    brings,
    verdict: {
      state,
      says: index === 1 ? 'prod-eu is refused by version: v1.13.1 is not >=2.0.0.' : says,
      url,
    },
    gates: [{ gate: index % 2 === 0 ? 'soak' : 'manual', state, says, url }],
  };
}

/** A release every few days, later in later environments; one in six is taken back after some hours. */
function stays({ name, index, place }: Place, newest: number): readonly BoardStay[] {
  const found: BoardStay[] = [];
  const at = (release: number): number =>
    NOW.getTime() - (newest - release) * 6.1 * DAY - index * 5 * HOUR - (4 - Math.min(place, 4)) * 19 * HOUR;
  for (let release = Math.max(1, newest - 11); release <= newest; release += 1) {
    const begun = at(release);
    const isBad = place > 0 && release % 6 === 4 && release < newest;
    const until = isBad ? begun + (3 + index) * HOUR : release === newest ? undefined : at(release + 1);
    found.push(aStay(name, release, begun, until, isBad));
    if (isBad) {
      const back = aStay(name, release - 1, begun + (3 + index) * HOUR, at(release + 1), false);
      found.push({ ...back, kind: 'return', by: 'alice', reason: 'orders fail on Sundays' });
    }
  }
  return found.toReversed();
}

function aStay(
  name: string,
  release: number,
  begun: number,
  until: number | undefined,
  takenBack: boolean,
): BoardStay {
  const number = 10 + release;
  return {
    ...versionOf(name, release),
    since: { at: new Date(begun), url: `https://github.com/acme/config/pull/${number}`, pull: number },
    until: until === undefined ? undefined : new Date(until),
    kind: 'promotion',
    takenBack,
    by: 'waybill[bot]',
    reason: undefined,
    source: { repository: 'acme/shop', commit: hash(`${name} ${release} commit`).slice(0, 40) },
    committed: new Date(begun - (6 + (release % 5) * 9) * HOUR),
  };
}

function movesIn(history: readonly BoardStay[]) {
  const stays = history.toReversed().map((stay) => ({
    ...stay,
    version: { digest: parseDigest(stay.digest ?? ''), tag: stay.tag },
    since: stay.since?.at,
  }));
  return movesOf(stays).map(({ stay, at, kind, takenBack }) => ({
    at,
    kind,
    takenBack,
    committed: stay.committed,
  }));
}
