import { randomUUID } from 'node:crypto';
import { sha256 } from './grammar.ts';
import { type ReferrerDescriptor, referrerOf } from './manifest-document.ts';

export interface StoredManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly body: Uint8Array;
}

export interface Upload {
  readonly id: string;
  readonly repository: string;
  readonly chunks: Uint8Array[];
  size: number;
}

interface StoredRepository {
  readonly blobs: Map<string, Uint8Array>;
  readonly manifests: Map<string, StoredManifest>;
  readonly tags: Map<string, string>;
}

/**
 * What the registry holds, by repository. Every change is one synchronous step: no request sees half of a
 * change.
 */
export class RegistryStore {
  readonly #repositories = new Map<string, StoredRepository>();
  readonly #uploads = new Map<string, Upload>();

  has(name: string): boolean {
    return this.#repositories.has(name);
  }

  /** Makes an empty repository, unless it is there. */
  create(name: string): void {
    this.#repository(name);
  }

  blob(name: string, digest: string): Uint8Array | undefined {
    return this.#repositories.get(name)?.blobs.get(digest);
  }

  putBlob(name: string, body: Uint8Array): string {
    const digest = sha256(body);
    this.#repository(name).blobs.set(digest, body);
    return digest;
  }

  deleteBlob(name: string, digest: string): boolean {
    return this.#repositories.get(name)?.blobs.delete(digest) ?? false;
  }

  manifest(name: string, reference: string): StoredManifest | undefined {
    const repository = this.#repositories.get(name);
    const digest = reference.includes(':') ? reference : repository?.tags.get(reference);
    return digest === undefined ? undefined : repository?.manifests.get(digest);
  }

  putManifest(name: string, tag: string | undefined, mediaType: string, body: Uint8Array): StoredManifest {
    const repository = this.#repository(name);
    const manifest = { digest: sha256(body), mediaType, body };
    repository.manifests.set(manifest.digest, manifest);
    if (tag !== undefined) repository.tags.set(tag, manifest.digest);
    return manifest;
  }

  /** Deletes a manifest with the tags that point to it, or one tag. Returns whether it was there. */
  deleteManifest(name: string, reference: string): boolean {
    const repository = this.#repositories.get(name);
    if (repository === undefined) return false;
    if (!reference.includes(':')) return repository.tags.delete(reference);
    for (const [tag, digest] of repository.tags) if (digest === reference) repository.tags.delete(tag);
    return repository.manifests.delete(reference);
  }

  tags(name: string): ReadonlyMap<string, string> {
    return new Map(this.#repositories.get(name)?.tags);
  }

  referrers(name: string, subject: string): readonly ReferrerDescriptor[] {
    const manifests = this.#repositories.get(name)?.manifests.values() ?? [];
    return [...manifests].flatMap((manifest) => referrerOf(manifest, subject) ?? []);
  }

  beginUpload(repository: string): Upload {
    const upload: Upload = { id: randomUUID(), repository, chunks: [], size: 0 };
    this.#uploads.set(upload.id, upload);
    return upload;
  }

  upload(repository: string, id: string): Upload | undefined {
    const upload = this.#uploads.get(id);
    return upload?.repository === repository ? upload : undefined;
  }

  endUpload(id: string): void {
    this.#uploads.delete(id);
  }

  #repository(name: string): StoredRepository {
    const existing = this.#repositories.get(name);
    if (existing !== undefined) return existing;
    const created: StoredRepository = { blobs: new Map(), manifests: new Map(), tags: new Map() };
    this.#repositories.set(name, created);
    return created;
  }
}
