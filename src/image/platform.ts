/** `os/architecture[/variant]`, as Docker writes it: `linux/amd64`, `linux/arm/v7`. */
export type Platform = string;

export interface PlatformParts {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
}

/**
 * The platform's usual text. Undefined for `unknown/unknown`, the platform that BuildKit gives to attestation manifests
 * inside an index: those describe an image and are not one (moby/buildkit, docs/attestations/attestation-storage.md).
 */
export function formatPlatform(parts: PlatformParts): Platform | undefined {
  if (parts.os === 'unknown') return undefined;
  const variant = parts.variant === undefined || parts.variant === '' ? '' : `/${parts.variant}`;
  return `${parts.os}/${parts.architecture}${variant}`;
}

export function isPlatform(text: string): boolean {
  return /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/.test(text);
}
