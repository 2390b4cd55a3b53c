import semver from 'semver';
import type { EnvironmentConfig, GatesConfig } from '../../config/config.ts';
import { length } from '../../promotion/gates/words.ts';
import { gone } from './lost.ts';
import { weakerProvenance } from './weaker-provenance.ts';

/**
 * What is weaker about the gates of an environment, each as words behind its name: `soak is 30 minutes, was
 * 24 hours`. Where it cannot be told whether a gate asks for less, it is said that it changes.
 */
export function weakerGates(
  before: Pick<EnvironmentConfig, 'gates'>,
  after: Pick<EnvironmentConfig, 'gates'>,
): readonly string[] {
  const [old, young] = [before.gates ?? {}, after.gates ?? {}];
  return GATE_RULES.flatMap((rule) => rule(old, young));
}

type GateRule = (old: GatesConfig, young: GatesConfig) => readonly string[];

const GATE_RULES: readonly GateRule[] = [
  soak,
  healthy,
  version,
  window,
  freeze,
  manual,
  ({ provenance: old }, { provenance: young }) => weakerProvenance(old, young),
];

function soak({ soak: old }: GatesConfig, { soak: young }: GatesConfig): readonly string[] {
  if (old === undefined) return [];
  if (young === undefined) return [`soak is gone, was ${length(old.for)}`];
  return [
    ...(young.for < old.for ? [`soak is ${length(young.for)}, was ${length(old.for)}`] : []),
    ...(young.replaced === 'counts' && old.replaced === 'stops'
      ? ['the soak of a digest that is replaced goes on']
      : []),
  ];
}

function healthy({ healthy: old }: GatesConfig, { healthy: young }: GatesConfig): readonly string[] {
  if (old === undefined) return [];
  if (young === undefined) return ['healthy is gone: nobody asks how the environments before are'];
  if (old === true || young === true) return old === young ? [] : ['healthy asks for other statuses'];
  return gone(old, young).map((context) => `healthy no longer asks for ${context}`);
}

function version({ version: old }: GatesConfig, { version: young }: GatesConfig): readonly string[] {
  if (old === undefined) return [];
  if (young === undefined) return [`version is gone, was "${old}"`];
  return semver.subset(young, old) ? [] : [`version is "${young}", was "${old}"`];
}

type Window = NonNullable<GatesConfig['window']>[number];

function window({ window: old }: GatesConfig, { window: young }: GatesConfig): readonly string[] {
  if (old === undefined) return [];
  if (young === undefined) return ['window is gone: it may be merged at any time'];
  const isNarrower = young.every((open) => old.some((known) => isWithin(open, known)));
  return isNarrower ? [] : ['window changes, and is open when it was closed'];
}

/** Whether one window is open only while the other is, as far as that can be seen from what is written. */
function isWithin(inner: Window, outer: Window): boolean {
  if (inner.timezone !== outer.timezone) return false;
  if (outer.days !== undefined && gone(inner.days ?? ['every day'], outer.days).length > 0) return false;
  if (outer.hours === undefined) return true;
  if (inner.hours === undefined) return false;
  const [a, b] = [inner.hours, outer.hours];
  if (a.start === b.start && a.end === b.end) return true;
  return a.start < a.end && b.start < b.end && a.start >= b.start && a.end <= b.end;
}

function freeze({ freeze: old = [] }: GatesConfig, { freeze: young = [] }: GatesConfig): readonly string[] {
  return old
    .filter(
      ({ from, to, timezone }) =>
        !young.some((kept) => kept.from <= from && kept.to >= to && kept.timezone === timezone),
    )
    .map(({ from, to }) => `the freeze from ${from} to ${to} is gone or shorter`);
}

function manual({ manual: old }: GatesConfig, { manual: young }: GatesConfig): readonly string[] {
  return old === true && young !== true ? ['manual is gone: nobody has to approve'] : [];
}
