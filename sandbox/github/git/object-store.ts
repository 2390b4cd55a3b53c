import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

import { CatFile, type GitObject, type ObjectType } from './cat-file.ts';
import { formatCommit, parseCommit, type Commit, type CommitContent } from './commit-format.ts';
import { formatTree, parseTree, type TreeEntry } from './tree-format.ts';

/**
 * The objects of one bare repository on disk. Writes put loose objects where git puts them, and reads go
 * through one `git cat-file`, so that no object needs a process. Objects never change, so what was written or
 * read here is kept in memory: all trees and commits, and the small blobs.
 */
export class ObjectStore {
  readonly gitDirectory: string;
  readonly #catFile: CatFile;
  readonly #trees = new Map<string, readonly TreeEntry[]>();
  readonly #commits = new Map<string, Commit>();
  readonly #written = new Map<string, GitObject>();

  constructor(gitDirectory: string) {
    this.gitDirectory = gitDirectory;
    this.#catFile = new CatFile(gitDirectory);
  }

  /** Makes the folder a bare repository, without a process: what `git init --bare` writes and git needs. */
  static create(gitDirectory: string, defaultBranch: string): ObjectStore {
    for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'hooks', 'info']) {
      mkdirSync(join(gitDirectory, folder), { recursive: true });
    }
    writeFileSync(join(gitDirectory, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`);
    writeFileSync(
      join(gitDirectory, 'config'),
      '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n\tlogallrefupdates = false\n' +
        '[gc]\n\tauto = 0\n[http]\n\treceivepack = true\n[uploadpack]\n\tallowAnySHA1InWant = true\n\tallowFilter = true\n',
    );
    return new ObjectStore(gitDirectory);
  }

  close(): Promise<void> {
    return this.#catFile.close();
  }

  /** What an object id or a full reference names, header only. */
  async info(name: string): Promise<GitObject | undefined> {
    return this.#written.get(name) ?? this.#catFile.info(name);
  }

  async blob(oid: string): Promise<Buffer | undefined> {
    const object = await this.#contents(oid);
    return object?.type === 'blob' ? object.content : undefined;
  }

  /** The entries of a tree, or of the tree of a commit. */
  async tree(oid: string): Promise<readonly TreeEntry[] | undefined> {
    const known = this.#trees.get(oid);
    if (known !== undefined) return known;
    const object = await this.#contents(oid);
    if (object?.type === 'commit') return this.tree(parseCommit(oid, object.content).tree);
    if (object?.type !== 'tree') return undefined;
    const entries = parseTree(object.content);
    this.#trees.set(oid, entries);
    return entries;
  }

  /** A commit, also by the id of a tag that points to one. */
  async commit(oid: string): Promise<Commit | undefined> {
    const known = this.#commits.get(oid);
    if (known !== undefined) return known;
    const object = await this.#contents(oid);
    if (object?.type === 'tag') {
      const target = /^object ([0-9a-f]{40})$/m.exec(object.content.toString('utf8'))?.[1];
      return target === undefined ? undefined : this.commit(target);
    }
    if (object?.type !== 'commit') return undefined;
    const commit = parseCommit(oid, object.content);
    this.#commits.set(oid, commit);
    return commit;
  }

  async #contents(oid: string): Promise<GitObject | undefined> {
    const written = this.#written.get(oid);
    return written === undefined || written.content.length < written.size
      ? this.#catFile.contents(oid)
      : written;
  }

  writeBlob(content: Uint8Array): Promise<string> {
    return this.#write('blob', content);
  }

  writeTree(entries: readonly TreeEntry[]): Promise<string> {
    return this.#write('tree', formatTree(entries));
  }

  writeCommit(commit: CommitContent): Promise<string> {
    return this.#write('commit', formatCommit(commit));
  }

  async #write(type: ObjectType, content: Uint8Array): Promise<string> {
    const data = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
    const oid = createHash('sha1').update(data).digest('hex');
    if (this.#written.has(oid)) return oid;
    const folder = join(this.gitDirectory, 'objects', oid.slice(0, 2));
    const path = join(folder, oid.slice(2));
    if (!existsSync(path)) await writeLoose(folder, path, data);
    const kept = content.length <= KEPT_SIZE ? data.subarray(data.length - content.length) : Buffer.alloc(0);
    this.#written.set(oid, { oid, type, size: content.length, content: kept });
    return oid;
  }
}

/** A larger object is read from the disk each time. */
const KEPT_SIZE = 65_536;

async function writeLoose(folder: string, path: string, data: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `tmp_obj_${randomBytes(8).toString('hex')}`);
  await writeFile(temporary, deflateSync(data, { level: 1 }), { mode: 0o444 });
  await rename(temporary, path);
}
