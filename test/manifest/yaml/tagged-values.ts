/** Values with a tag as `tag` spells it; everything but the tag is asserted to be the same. */
export const values = (tag: string) =>
  `image:\n  repository: ghcr.io/acme/app\n  tag:${tag}\n  pullPolicy: Always\n`;
