import type { ReferenceSlot, Span } from '../view/reference-slot.ts';
import { nodesOf, spanText } from '../view/reference-slot.ts';
import type { Obstacle } from '../view/describe.ts';
import type { View } from '../view/view.ts';
import { effectiveEntries, nodeAt, textAt } from '../yaml/merge.ts';
import type { DocumentTree, ScalarNode } from '../yaml/tree.ts';
import { walk } from '../yaml/walk.ts';

/**
 *     image: { repository: ghcr.io/acme/app, tag: v1 }
 *     sops: { mac: "ENC[…]" }
 *
 * A file may hold a sum or a signature of its own text. An edit would make it worthless, and a file of SOPS
 * could not be decrypted any more. Undefined where nothing in the file, or in a text around the slot, speaks
 * against the edit.
 */
export function sealOf(slot: ReferenceSlot, span: Span): Obstacle | undefined {
  for (let view: View | undefined = slot.view; view !== undefined; view = view.outer?.view) {
    const seal = sealOfView(view, slot);
    if (seal !== undefined) return { span, ...seal };
  }
  return undefined;
}

type Seal = Pick<Obstacle, 'reason' | 'hint'>;

const MAC: Seal = {
  reason: 'SOPS keeps a "mac" of all values in the file, which nobody could decrypt after an edit',
  hint: 'Encrypt the file with "mac_only_encrypted: true" (in .sops.yaml), or move the image into a file of its own.',
};
const ENCRYPTED: Seal = {
  reason: 'its value is encrypted with SOPS',
  hint: 'Leave the image in clear, or move it into a file of its own.',
};
const SIGNED: Seal = {
  reason: 'the file holds a signature of its own text, which an edit would break',
  hint: 'Sign the image’s file apart from its text, or move the image into a file of its own, and mark this place with "# waybill: ignore".',
};

function sealOfView({ text, language, documents, outer }: View, slot: ReferenceSlot): Seal | undefined {
  if (outer === undefined && text.includes('-----BEGIN PGP SIGNED MESSAGE-----')) return SIGNED;
  if (text.includes('ENC[') && nodesOf(slot).some(isEncrypted)) return ENCRYPTED;
  if (text.includes('sops')) {
    if (language === 'lines' ? hasMacInLines(text) : documents.some(hasMac)) return MAC;
  }
  return SIGNATURE.test(text) && documents.some((document) => isSigned(document, slot)) ? SIGNED : undefined;
}

function isEncrypted(node: ScalarNode): boolean {
  return /^ENC\[[A-Z0-9_]+,data:/.test(spanText({ node, from: 0, to: node.text.length }).trim());
}

/** The sum of a stream stands in each of its documents, and covers all of them. */
function hasMac({ root }: DocumentTree): boolean {
  const sops = nodeAt(root, 'sops');
  const mac = textAt(sops, 'mac') ?? '';
  return mac !== '' && textAt(sops, 'mac_only_encrypted') !== 'true';
}

/** SOPS flattens its keys in environment files (`sops_mac=…`), and has a section for them in INI files. */
function hasMacInLines(text: string): boolean {
  const has = (key: string, value: string) =>
    new RegExp(`^(?:sops_)?${key}[ \\t]*=[ \\t]*"?${value}`, 'm').test(text);
  const isSops = /^(?:sops_mac[ \t]*=|\[sops\])/m.test(text);
  return isSops && has('mac', 'ENC\\[') && !has('mac_only_encrypted', 'true');
}

/**
 * Signatures of a Kubernetes object, without these annotations: sigstore's
 * (https://github.com/sigstore/k8s-manifest-sigstore) and Tekton's
 * (https://tekton.dev/docs/pipelines/trusted-resources/).
 */
const SIGNATURE = /(?:cosign\.sigstore\.dev|tekton\.dev)\/signature/;

function isSigned({ root }: DocumentTree, slot: ReferenceSlot): boolean {
  return [...walk(root)].some(({ node }) => {
    const annotations = nodeAt(node, 'metadata', 'annotations');
    if (annotations?.kind !== 'map' || !nodesOf(slot).some((own) => contains(node, own))) return false;
    return effectiveEntries(annotations).some(({ entry }) => SIGNATURE.test(entry.key ?? ''));
  });
}

function contains(outer: { start: number; end: number }, { start, end }: ScalarNode): boolean {
  return outer.start <= start && end <= outer.end;
}
