import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../../src/cli/main.ts';
import { isDigest, type Digest } from '../../src/image/digest.ts';
import { formatReference } from '../../src/image/reference.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { yaml } from '../yaml.ts';

/** What a run of the command line printed, and how it ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The references that the registry was asked for. */
  readonly asked: readonly string[];
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly isTTY?: boolean;
  /** How wide the terminal is. */
  readonly columns?: number;
  /** What the registry holds: `registry/repository:tag` to digest. Anything else is not there. */
  readonly tags?: Readonly<Record<string, Digest>>;
  /** The version of Node. */
  readonly node?: string;
  /** A registry in the place of `tags`. */
  readonly registry?: Registry;
}

/** A folder with files in it, and the command line run inside. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'waybill-cli-'));

  write(files: Readonly<Record<string, string | Uint8Array>>): this {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, path)), { recursive: true });
      writeFileSync(join(this.path, path), content);
    }
    return this;
  }

  read(path: string): string {
    return readFileSync(join(this.path, path), 'utf8');
  }

  async run(
    argv: readonly string[],
    {
      env = {},
      isTTY = false,
      columns,
      tags = {},
      node = process.versions.node,
      registry,
    }: Surroundings = {},
  ): Promise<Ended> {
    const printed = { out: '', err: '' };
    const asked: string[] = [];
    const stdout = { isTTY, columns, write: (text: string) => (printed.out += text) };
    const stderr = { isTTY, columns, write: (text: string) => (printed.err += text) };
    const code = await main(
      argv,
      { stdout, stderr, cwd: this.path, node, env },
      { openRegistry: () => Promise.resolve(registry ?? registryWith(tags, asked)) },
    );
    return { code, ...printed, asked };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function registryWith(tags: Readonly<Record<string, Digest>>, asked: string[]): Registry {
  const never = (): Promise<never> => Promise.reject(new Error('the command line only resolves'));
  return {
    resolve: (reference) => {
      asked.push(formatReference(reference));
      return Promise.resolve(tags[formatReference(reference)]);
    },
    taggedDigest: never,
    manifest: never,
    describe: never,
    tag: never,
    requireMovable: never,
    attach: never,
    attachments: never,
    attachedContent: never,
    merge: never,
    copy: never,
  };
}

/** A digest of one repeated hexadecimal digit. */
function digestOf(digit: string): Digest {
  const text = `sha256:${digit.repeat(64)}`;
  if (!isDigest(text)) throw new Error(`${text} is no digest`);
  return text;
}

export const A = digestOf('a');
export const B = digestOf('b');
export const API = 'ghcr.io/acme/api';

export function deployment(reference: string): string {
  return yaml`
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: api}
    spec:
      template:
        spec:
          containers:
            - name: api
              image: ${reference}   # kept
  `;
}

export function values(tag: string): string {
  return yaml`
    image:
      repository: ${API}
      tag: ${tag}
  `;
}
