import { didYouMean } from '../errors/nearest.ts';
import type { Platform } from './platform.ts';

/**
 * Operating systems and architectures that container platforms are made of (the Go names, as the image specification
 * asks, plus `wasip1` and `wasi` for WebAssembly). BuildKit builds an image for `linux/amd65` without a word; nothing
 * would ever run it.
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

export type PlatformName =
  | { readonly kind: 'known'; readonly platform: Platform }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * A platform as a person writes it, in the form that images carry: lowercase, aliases replaced, and without a variant that
 * is the default (`linux/arm64/v8` is `linux/arm64`). When it is no platform, why, with the nearest that is one.
 */
export function namePlatform(text: string): PlatformName {
  const [system = '', architecture = '', ...rest] = text.trim().toLowerCase().split('/');
  if (architecture === '') return unknown(`${quote(text)} is not os/architecture${suggestFor(system)}`);
  if (!SYSTEMS.includes(system)) {
    return unknown(`${quote(system)} is not an operating system.${didYouMean(system, SYSTEMS)}`);
  }
  const [base = '', aliasVariant] = (ALIASES[architecture] ?? architecture).split('/');
  if (!ARCHITECTURES.includes(base)) {
    return unknown(
      `${quote(architecture)} is not an architecture.${didYouMean(architecture, ARCHITECTURES)}`,
    );
  }
  const [variant = aliasVariant, ...more] = rest;
  if (more.length > 0 || (variant !== undefined && !/^v\d+(?:\.\d+)?$/.test(variant))) {
    return unknown(`${quote(rest.join('/'))} is not a variant such as v7`);
  }
  return { kind: 'known', platform: canonical(system, base, variant) };
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

function unknown(reason: string): PlatformName {
  return { kind: 'unknown', reason };
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
