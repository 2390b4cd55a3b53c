import type { Digest } from '../../../src/image/digest.ts';
import type { Occurrence } from '../../../src/manifest/plan.ts';
import type { Candidate } from '../../../src/promotion/advance/candidate.ts';
import {
  type Declaration,
  declarationOf,
  type EnvironmentState,
  type Since,
} from '../../../src/promotion/advance/environment-state.ts';

export function aPlace(image: string, tag: string | undefined, digest: Digest | undefined): Occurrence {
  return {
    image,
    location: { file: 'envs/app.yaml', line: 1, column: 1 },
    format: 'workload',
    at: 'spec',
    declared: { tag, digest },
  };
}

/** What files that write these digests declare. */
export function declares(...digests: readonly Digest[]): Declaration {
  return declarationOf(
    digests.map((digest) => ({ place: aPlace('api', undefined, digest), digest, resolved: false })),
  );
}

/** What files declare of which one writes a tag that the registry does not have. */
export function declaresUnknown(tag: string, ...digests: readonly Digest[]): Declaration {
  const known = digests.map((digest) => ({
    place: aPlace('api', undefined, digest),
    digest,
    resolved: false,
  }));
  return declarationOf([
    ...known,
    { place: aPlace('api', tag, undefined), digest: undefined, resolved: true },
  ]);
}

export function stateOf(
  images: Readonly<Record<string, Declaration>>,
  targets: Readonly<Record<string, Readonly<Record<string, Declaration>>>> = {},
): EnvironmentState {
  return {
    environment: 'prod',
    images: new Map(Object.entries(images)),
    targets: new Map(Object.entries(targets).map(([target, own]) => [target, new Map(Object.entries(own))])),
  };
}

export function candidate(digest: Digest, tag?: string): Candidate {
  return { kind: 'one', digest, tag, from: ['staging'] };
}

export function sinceHour(hour: number): Since {
  return { at: new Date(Date.UTC(2026, 0, 5, hour)), commit: `${hour}`.padEnd(40, '0'), url: undefined };
}
