import type { Registry } from './registry.ts';

/**
 * A registry whose client is loaded with the first question: a run that asks GitHub first does not wait for
 * it.
 */
export function registryWhenAsked(open: () => Promise<Registry>): Registry {
  let opened: Promise<Registry> | undefined;
  const registry = (): Promise<Registry> => (opened ??= open());
  return {
    resolve: async (reference) => (await registry()).resolve(reference),
    taggedDigest: async (reference) => (await registry()).taggedDigest(reference),
    manifest: async (reference) => (await registry()).manifest(reference),
    describe: async (reference) => (await registry()).describe(reference),
    tag: async (repository, tag, manifest) => (await registry()).tag(repository, tag, manifest),
    requireMovable: async (repository, tag) => (await registry()).requireMovable(repository, tag),
    attach: async (subject, attachment) => (await registry()).attach(subject, attachment),
    attachments: async (subject, artifactType) => (await registry()).attachments(subject, artifactType),
    merge: async (...asked) => (await registry()).merge(...asked),
    copy: async (from, to) => (await registry()).copy(from, to),
    attachedContent: async (repository, artifact) => (await registry()).attachedContent(repository, artifact),
  };
}
