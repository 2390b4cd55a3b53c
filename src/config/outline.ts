/** The names and links of a `waybill.yaml`, taken from whatever of it has the right shape. */
export interface Outline {
  readonly images: ReadonlyMap<string, ImageOutline>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly environments: ReadonlyMap<string, EnvironmentOutline>;
}

export interface ImageOutline {
  readonly repository: string | undefined;
  readonly ownsAppVersion: boolean;
}

export interface EnvironmentOutline {
  readonly after: readonly string[];
  /** Where the list stands below the environment: `after`, `after.all` or `after.any`. */
  readonly afterPath: readonly string[];
  readonly holds: readonly (string | undefined)[];
  readonly targets: readonly (readonly string[])[];
}

/**
 * Reads the outline of a plain value that may be wrong anywhere, so that links are checked in the same run as shapes
 * and a person mends everything at once.
 */
export function outlineOf(value: unknown): Outline {
  return {
    images: mapEntries(field(value, 'images'), imageOutline),
    groups: mapEntries(field(value, 'groups'), texts),
    environments: mapEntries(field(value, 'environments'), environmentOutline),
  };
}

function imageOutline(image: unknown): ImageOutline {
  return {
    repository: text(field(image, 'repository')),
    ownsAppVersion: field(image, 'app-version') === true,
  };
}

function environmentOutline(environment: unknown): EnvironmentOutline {
  const after = field(environment, 'after');
  const mode = ['all', 'any'].find((key) => field(after, key) !== undefined);
  return {
    after: texts(mode === undefined ? after : field(after, mode)),
    afterPath: mode === undefined ? ['after'] : ['after', mode],
    holds: list(field(environment, 'hold')).map((hold) => text(field(hold, 'image'))),
    targets: list(field(environment, 'waves')).map(texts),
  };
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
