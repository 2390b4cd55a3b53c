import { didYouMean } from '../errors/nearest.ts';
import { no, ok, type Result } from '../errors/result.ts';

/** `os/architecture[/variant]`, as Docker writes it: `linux/amd64`, `linux/arm/v7`. */
export type Platform = string;

interface PlatformParts {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
}

/**
 * The platform's usual text. Undefined for `unknown/unknown`: BuildKit gives it to attestation manifests in
 * an index, and those describe an image and are none (moby/buildkit,
 * docs/attestations/attestation-storage.md).
 */
export function formatPlatform(parts: PlatformParts): Platform | undefined {
  if (parts.os === 'unknown') return undefined;
  const variant = parts.variant === undefined || parts.variant === '' ? '' : `/${parts.variant}`;
  return `${parts.os}/${parts.architecture}${variant}`;
}

export function isPlatform(text: string): boolean {
  return /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/.test(text);
}

/**
 * Operating systems and architectures that container platforms are made of. They are the Go names, as the
 * image specification asks, with `wasip1` and `wasi` for WebAssembly. The lists are needed because BuildKit
 * builds an image for `linux/amd65` without a word, and nothing would ever run it.
 */
const SYSTEMS = ['linux', 'windows', 'darwin', 'freebsd', 'wasi', 'wasip1'];
const ARCHITECTURES = [
  '386',
  'amd64',
  'arm',
  'arm64',
  'loong64',
  'mips',
  'mips64',
  'mips64le',
  'mipsle',
  'ppc64',
  'ppc64le',
  'riscv64',
  's390x',
  'wasm',
];
/** What `uname -m` and people say (containerd/platforms, `normalizeArch`). */
const ALIASES: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  armel: 'arm/v6',
  armhf: 'arm/v7',
  i386: '386',
  'x86-64': 'amd64',
  x86_64: 'amd64',
};

/**
 * `Linux/x86_64` is `linux/amd64`: a platform as a person writes it, in the form that images carry. It is
 * lowercase, aliases are replaced, and a variant that is the default is left out (`linux/arm64/v8` is
 * `linux/arm64`). For a text that is no platform, the problem names the nearest that is one.
 */
export function parsePlatform(text: string): Result<Platform> {
  const [system = '', architecture = '', ...rest] = text.trim().toLowerCase().split('/');
  if (architecture === '') return no(`${quote(text)} is not os/architecture${suggestFor(system)}`);
  if (!SYSTEMS.includes(system)) {
    return no(`${quote(system)} is not an operating system.${didYouMean(system, SYSTEMS)}`);
  }
  const [base = '', aliasVariant] = (ALIASES[architecture] ?? architecture).split('/');
  if (!ARCHITECTURES.includes(base)) {
    return no(`${quote(architecture)} is not an architecture.${didYouMean(architecture, ARCHITECTURES)}`);
  }
  const [variant = aliasVariant, ...more] = rest;
  if (more.length > 0 || (variant !== undefined && !/^v\d+(?:\.\d+)?$/.test(variant))) {
    return no(`${quote(rest.join('/'))} is not a variant such as v7`);
  }
  return ok(canonical(system, base, variant));
}

function canonical(system: string, architecture: string, variant: string | undefined): Platform {
  const name = `${system}/${architecture}`;
  if (architecture === 'arm') return `${name}/${variant ?? 'v7'}`;
  const isDefault =
    (architecture === 'arm64' && variant === 'v8') || (architecture === 'amd64' && variant === 'v1');
  return variant === undefined || isDefault ? name : `${name}/${variant}`;
}

function suggestFor(text: string): string {
  const architecture = ALIASES[text] ?? (ARCHITECTURES.includes(text) ? text : undefined);
  return architecture === undefined ? '' : `. Did you mean "linux/${architecture}"?`;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
