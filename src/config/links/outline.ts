/** The names in a `waybill.yaml` and what points to them, as far as the file has the right shape. */
export interface Outline {
  readonly images: ReadonlyMap<string, ImageOutline>;
  readonly groups: ReadonlyMap<string, GroupOutline>;
  readonly environments: ReadonlyMap<string, EnvironmentOutline>;
}

interface ImageOutline {
  readonly repository: string | undefined;
  readonly ownsAppVersion: boolean;
}

interface GroupOutline {
  readonly images: readonly string[];
  /** Where the list stands below the group: at the group itself, or below `images`. */
  readonly imagesPath: readonly string[];
}

export interface EnvironmentOutline {
  readonly after: readonly string[];
  /** Where the list stands below the environment: `after`, `after.all` or `after.any`. */
  readonly afterPath: readonly string[];
  readonly holds: readonly (string | undefined)[];
  /** The images whose places are counted. */
  readonly expects: readonly string[];
  /** Undefined where the environment has no `waves`. */
  readonly waves: readonly (readonly string[])[] | undefined;
  readonly files: readonly string[];
  /** The contexts that say how it is. */
  readonly health: readonly string[];
  /** The contexts that its gate names; empty where it takes those of the environments before. */
  readonly healthy: readonly string[];
  /** `gates.healthy: true`. */
  readonly asksForHealth: boolean;
  /** A failure of its health brings a roll back. */
  readonly rollsBackOnFailure: boolean;
  /** The gates that ask something of the environments before. */
  readonly upstreamGates: readonly string[];
}

const UPSTREAM_GATES = ['soak', 'healthy'];

/**
 * Reads the outline of a plain value that may be wrong anywhere. Links are then checked in the same run as
 * shapes, so that a person mends everything at once.
 */
export function outlineOf(value: unknown): Outline {
  return {
    images: mapEntries(field(value, 'images'), imageOutline),
    groups: mapEntries(field(value, 'groups'), groupOutline),
    environments: mapEntries(field(value, 'environments'), environmentOutline),
  };
}

function imageOutline(image: unknown): ImageOutline {
  return {
    repository: text(field(image, 'repository')),
    ownsAppVersion: field(image, 'app-version') === true,
  };
}

function groupOutline(group: unknown): GroupOutline {
  if (Array.isArray(group)) return { images: texts(group), imagesPath: [] };
  return { images: texts(field(group, 'images')), imagesPath: ['images'] };
}

function environmentOutline(environment: unknown): EnvironmentOutline {
  const after = field(environment, 'after');
  const waves = field(environment, 'waves');
  const gates = field(environment, 'gates');
  const mode = ['all', 'any'].find((key) => field(after, key) !== undefined);
  return {
    after: texts(mode === undefined ? after : field(after, mode)),
    afterPath: mode === undefined ? ['after'] : ['after', mode],
    holds: list(field(environment, 'hold')).map((hold) => text(field(hold, 'image'))),
    expects: [...mapEntries(field(environment, 'expect'), () => undefined).keys()],
    waves: waves === undefined ? undefined : list(waves).map(texts),
    files: texts(field(environment, 'files')),
    health: texts(field(environment, 'health')),
    healthy: texts(field(gates, 'healthy')),
    asksForHealth: field(gates, 'healthy') === true,
    rollsBackOnFailure: field(environment, 'rollback') !== undefined,
    upstreamGates: UPSTREAM_GATES.filter((gate) => isAskedFor(field(gates, gate))),
  };
}

function isAskedFor(gate: unknown): boolean {
  return gate !== undefined && gate !== false;
}

function mapEntries<T>(value: unknown, read: (entry: unknown) => T): ReadonlyMap<string, T> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return new Map(isRecord ? Object.entries(value).map(([key, entry]) => [key, read(entry)]) : []);
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list. What is no text becomes an empty one, so that indexes stay true. */
function texts(value: unknown): readonly string[] {
  return list(value).map((entry) => text(entry) ?? '');
}
