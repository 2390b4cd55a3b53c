import fc from 'fast-check';

/** A random `waybill.yaml`, and what happens to its environments. Everything else follows from it. */
export interface Plan {
  readonly environments: readonly PlannedEnvironment[];
  readonly units: readonly PlannedUnit[];
  readonly events: readonly Event[];
}

export interface PlannedEnvironment {
  readonly name: string;
  readonly need: 'all' | 'any';
  readonly after: readonly string[];
  readonly policy: 'supersede' | 'queue' | 'hold';
  readonly waves: readonly (readonly string[])[];
  readonly soak: number | undefined;
  /** The time of what a promotion replaces upstream goes on. */
  readonly replacedCounts: boolean;
  readonly isWatched: boolean;
  readonly isManual: boolean;
  readonly version: string | undefined;
  readonly window: string | undefined;
  readonly freeze: string | undefined;
}

/** An image alone, or a group. */
interface PlannedUnit {
  readonly name: string;
  readonly images: readonly string[];
  readonly join: boolean;
}

/** `at` picks an environment, a unit or an image by its remainder. */
export type Event =
  | { readonly kind: 'advance' }
  | { readonly kind: 'release'; readonly image: number; readonly alone: boolean }
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: 'report'; readonly at: number; readonly state: 'success' | 'failure' | 'pending' }
  | { readonly kind: 'all is well' }
  | { readonly kind: 'approve' }
  | { readonly kind: 'roll back'; readonly at: number; readonly unit: number }
  | { readonly kind: 'revert'; readonly at: number; readonly unit: number }
  | {
      readonly kind: 'pause';
      readonly at: number;
      readonly unit: number | undefined;
      readonly until: number | undefined;
    }
  | { readonly kind: 'resume'; readonly at: number }
  | { readonly kind: 'close'; readonly at: number };

const UNITS: readonly PlannedUnit[] = [
  { name: 'api', images: ['api'], join: false },
  { name: 'shop', images: ['web', 'cart', 'till'], join: false },
  { name: 'tools', images: ['cron', 'mail'], join: true },
];

const WINDOWS = [
  '{ hours: "09:00-16:00", timezone: Europe/Berlin }',
  '{ days: [mon, wed, fri] }',
  '[{ days: [sat], hours: "22:00-04:00", timezone: America/New_York }, { days: [tue, thu], hours: "10:30-11:30" }]',
];
const FREEZES = ['[{ from: 2026-03-27, to: 2026-03-30, timezone: Europe/Berlin }]'];

/** Few gates, so that much gets through to be judged. */
function sometimes<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary: value, weight: 1 });
}

function environment(index: number): fc.Arbitrary<PlannedEnvironment> {
  const earlier = Array.from({ length: index }, (_, at) => `e${at}`);
  const isFirst = index === 0;
  return fc.record({
    name: fc.constant(`e${index}`),
    need: fc.constantFrom('all', 'any'),
    after: isFirst ? fc.constant([]) : fc.subarray(earlier, { minLength: 1, maxLength: Math.min(3, index) }),
    policy: fc.constantFrom('supersede', 'queue', 'hold'),
    waves: fc.constantFrom([], [], [['eu'], ['us', 'asia']]),
    soak: isFirst
      ? fc.constant(undefined)
      : fc.option(fc.constantFrom(10, 60, 1_440), { nil: undefined, freq: 2 }),
    replacedCounts: fc.boolean(),
    isWatched: fc.constantFrom(false, false, true),
    isManual: fc.constantFrom(false, false, false, true),
    version: sometimes(fc.constantFrom('>=1.0.0', '>=2.0.0')),
    window: sometimes(fc.constantFrom(...WINDOWS)),
    freeze: sometimes(fc.constantFrom(...FREEZES)),
  });
}

const index = fc.nat({ max: 11 });
const advance = fc.constant<Event>({ kind: 'advance' });
const release = fc.record({
  kind: fc.constant('release' as const),
  image: index,
  alone: fc.boolean(),
});
const wait = fc.record({
  kind: fc.constant('wait' as const),
  minutes: fc.constantFrom(1, 4, 5, 10, 11, 59, 60, 700, 1_440),
});
const report = fc.record({
  kind: fc.constant('report' as const),
  at: index,
  state: fc.constantFrom('success' as const, 'failure' as const, 'pending' as const),
});
const allIsWell = fc.constant<Event>({ kind: 'all is well' });
const approve = fc.constant<Event>({ kind: 'approve' });
const rollBack = fc.record({ kind: fc.constant('roll back' as const), at: index, unit: index });
const revert = fc.record({ kind: fc.constant('revert' as const), at: index, unit: index });
const pause = fc.record({
  kind: fc.constant('pause' as const),
  at: index,
  unit: fc.option(index, { nil: undefined }),
  until: fc.option(fc.constantFrom(5, 60, 1_440), { nil: undefined }),
});
const resume = fc.record({ kind: fc.constant('resume' as const), at: index });
const close = fc.record({ kind: fc.constant('close' as const), at: index });

const anything = fc.oneof(
  { arbitrary: advance, weight: 9 },
  { arbitrary: wait, weight: 6 },
  { arbitrary: release, weight: 4 },
  { arbitrary: allIsWell, weight: 3 },
  { arbitrary: approve, weight: 2 },
  { arbitrary: report, weight: 2 },
  { arbitrary: rollBack, weight: 3 },
  { arbitrary: revert, weight: 2 },
  { arbitrary: close, weight: 1 },
  { arbitrary: pause, weight: 2 },
  { arbitrary: resume, weight: 1 },
);

function planWith(events: fc.Arbitrary<Event>): fc.Arbitrary<Plan> {
  return fc.integer({ min: 2, max: 6 }).chain((size) =>
    fc.record({
      environments: fc.tuple(...Array.from({ length: size }, (_, at) => environment(at))),
      units: fc.subarray([...UNITS], { minLength: 1 }),
      events: fc.array(events, { minLength: 5, maxLength: 60 }),
    }),
  );
}

/** Anything may happen. */
export const anyPlan = planWith(anything);

/** Images of a group are released together, as their owners mean them. */
export const togetherPlan = anyPlan.map((plan) => ({
  ...plan,
  events: plan.events.map((event) => (event.kind === 'release' ? { ...event, alone: false } : event)),
}));

/** Nothing goes wrong for good: nothing is rolled back, and every version is let in. */
export const healthyPlan = planWith(
  fc.oneof(
    { arbitrary: advance, weight: 4 },
    { arbitrary: wait, weight: 3 },
    { arbitrary: release, weight: 2 },
    { arbitrary: allIsWell, weight: 2 },
  ),
).map((plan) => ({
  ...plan,
  environments: plan.environments.map((one) => ({ ...one, version: one.version && '>=0.0.0' })),
}));

/** A chain of environments, each of which counts the time of what is replaced; nothing waits for a person. */
export const churningPlan: fc.Arbitrary<Plan> = fc.record({
  environments: fc.tuple(environment(0), environment(1), environment(2)).map((all) =>
    all.map((one, at) => ({
      ...one,
      after: at === 0 ? [] : [`e${at - 1}`],
      policy: one.policy === 'hold' ? ('supersede' as const) : one.policy,
      waves: [],
      soak: at === 0 ? undefined : 60,
      replacedCounts: true,
      isManual: false,
      version: undefined,
      window: undefined,
      freeze: undefined,
    })),
  ),
  units: fc.subarray([...UNITS], { minLength: 1 }),
  events: fc.array(release, { minLength: 10, maxLength: 30 }),
});

/** The plan's `waybill.yaml`. */
export function configText({ environments, units }: Plan): string {
  const images = units.flatMap((unit) => unit.images);
  const groups = units.filter((unit) => unit.images.length > 1);
  return [
    'version: 1',
    'images:',
    ...images.map((image) => `  ${image}: { repository: ghcr.io/acme/${image} }`),
    'groups:',
    ...groups.map((unit) => `  ${unit.name}: { images: [${unit.images.join(', ')}], join: ${unit.join} }`),
    ...(groups.length === 0 ? ['  {}'] : []),
    'environments:',
    ...environments.flatMap((one) => environmentText(one, environments)),
    '',
  ].join('\n');
}

function environmentText(one: PlannedEnvironment, all: readonly PlannedEnvironment[]): readonly string[] {
  const looksAt = [
    ...(one.waves.length > 0 ? [one] : []),
    ...all.filter(({ name }) => one.after.includes(name)),
  ];
  const contexts = looksAt.some(({ waves }) => waves.length > 0) ? '[apps, "apps-{target}"]' : '[apps]';
  const gates = [
    ...(one.soak === undefined
      ? []
      : [`soak: { for: ${one.soak}m, replaced: ${one.replacedCounts ? 'counts' : 'stops'} }`]),
    ...(one.isWatched && looksAt.length > 0 ? [`healthy: ${contexts}`] : []),
    ...(one.isManual ? ['manual: true'] : []),
    ...(one.version === undefined ? [] : [`version: "${one.version}"`]),
    ...(one.window === undefined ? [] : [`window: ${one.window}`]),
    ...(one.freeze === undefined ? [] : [`freeze: ${one.freeze}`]),
  ];
  return [
    `  ${one.name}:`,
    `    files: ["${one.name}/${one.waves.length > 0 ? '{target}/' : ''}**"]`,
    `    after: { ${one.need}: [${one.after.join(', ')}] }`.replace(/.*\[\] }$/, '    after: []'),
    `    policy: ${one.policy}`,
    ...(one.waves.length === 0 ? [] : [`    waves: ${JSON.stringify(one.waves)}`]),
    `    gates: { ${gates.join(', ')} }`,
  ];
}
