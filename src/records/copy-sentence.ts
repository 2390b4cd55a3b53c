import type { CopiedImage } from '../registry/registry.ts';

/** `Copied: 4 blobs (12.3 MB) sent, 2 mounted, 3 there already; 2 artifacts came along.` */
export function copySentence({ blobs, bytes, artifacts, changed }: CopiedImage): string {
  if (!changed) return 'All of it is there already.';
  const parts = [
    `${blobs.sent} ${blobs.sent === 1 ? 'blob' : 'blobs'} (${(bytes / 1e6).toFixed(1)} MB) sent`,
    ...(blobs.mounted === 0 ? [] : [`${blobs.mounted} mounted`]),
    ...(blobs.present === 0 ? [] : [`${blobs.present} there already`]),
  ];
  const came = artifacts.length === 1 ? '1 artifact' : `${artifacts.length} artifacts`;
  return `Copied: ${parts.join(', ')}; ${artifacts.length === 0 ? 'nothing is attached to it' : `${came} came along`}. Read back, byte for byte.`;
}
