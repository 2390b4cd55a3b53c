import type { Builder, BuilderInfo, BuildRequest } from '../../../src/builder/build-request.ts';
import { parseDigest } from '../../../src/image/digest.ts';
import type { SandboxRegistry } from '../../../sandbox/registry/sandbox-registry.ts';

export interface FakeBuilder extends Builder {
  readonly builds: BuildRequest[];
}

export interface FakeBuilderOptions {
  readonly driver?: string;
  /** Runs after the push and before the builder says that it is done. */
  readonly meanwhile?: (digest: string) => void;
  /** Platforms that end up in the image, when not those asked for. */
  readonly platforms?: readonly string[];
  /** What the builder says, when not the truth. */
  readonly claims?: string;
  readonly fails?: Error;
}

let builds = 0;

/**
 * Pushes a small image with the labels and annotations asked for straight into a registry; every build has
 * other bytes.
 */
export function fakeBuilder(registry: SandboxRegistry, options: FakeBuilderOptions = {}): FakeBuilder {
  const kept: BuildRequest[] = [];
  return {
    builds: kept,
    inspect: async (name): Promise<BuilderInfo> => ({
      name: name ?? 'default',
      driver: options.driver ?? 'docker-container',
    }),
    async build(request) {
      kept.push(request);
      if (options.fails !== undefined) throw options.fails;
      builds += 1;
      const { destination, labels, annotations } = request;
      const platforms = options.platforms ?? request.platforms;
      const digest = registry.seed(
        destination.image.split('/').slice(1).join('/'),
        destination.kind === 'tag' ? [destination.tag] : [],
        {
          ...(platforms.length === 0 ? {} : { platforms }),
          labels: pairs(labels),
          annotations: pairs(annotations.map((entry) => entry.replace(/^index,manifest:/, ''))),
          content: `build ${builds}`,
        },
      );
      options.meanwhile?.(digest);
      return parseDigest(options.claims ?? digest);
    },
  };
}

function pairs(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}
