import { fieldAt, type Fields, isFields } from '../objects/fields.ts';
import type { KubeObject } from '../objects/kube-object.ts';

/** What stands for every value of a Secret. */
export const STARS = '***';

/** A secret text shorter than this is found in too many harmless ones. */
const SHORTEST = 4;

/**
 * A Secret with its values decoded, and `stringData` put into `data`, as the server does. Values that are no
 * base64 stay as they are.
 */
export function decodedSecret(fields: Fields): Fields {
  const { data, stringData, ...rest } = fields;
  const decoded = isFields(data) ? mapped(data, decode) : {};
  const written = isFields(stringData) ? mapped(stringData, (value) => bytesOf(String(value ?? ''))) : {};
  const all = { ...decoded, ...written };
  return Object.keys(all).length === 0 && data === undefined ? rest : { ...rest, data: all };
}

function mapped(fields: Fields, change: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, change(value)]));
}

/** Compared byte for byte: a text of one character for each byte. */
function decode(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const compact = value.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return value;
  return atob(compact.padEnd(Math.ceil(compact.length / 4) * 4, '='));
}

function bytesOf(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

/**
 * Whether sops encrypted a declared object, of whatever kind: Flux decrypts each. What its values are is not
 * to be known from the files.
 */
export function isEncrypted({ fields }: KubeObject): boolean {
  return isFields(fields['sops']);
}

/**
 * Every value of Secrets that must not be shown, as it is written and as it is meant, the longest first: a
 * person may have copied one into an annotation.
 */
export function secretTexts(objects: readonly KubeObject[]): readonly string[] {
  const texts = new Set<string>();
  for (const { key, fields } of objects) {
    if (key.kind !== 'Secret' || key.group !== '') continue;
    for (const map of [fields['data'], fields['stringData'], fieldAt(decodedSecret(fields), 'data')])
      for (const value of isFields(map) ? Object.values(map) : [])
        for (const text of typeof value === 'string' ? waysToWrite(value) : [])
          if (text.length >= SHORTEST) texts.add(text);
  }
  return [...texts].toSorted((a, b) => b.length - a.length);
}

/** A secret of several lines is one for each of them, too. */
function waysToWrite(value: string): readonly string[] {
  const trimmed = value.trim();
  const read = utf8(trimmed);
  const lines = read.includes('\n') ? read.split('\n').map((line) => line.trim()) : [];
  return [trimmed, read, JSON.stringify(read).slice(1, -1), ...lines.filter((line) => line.length >= 8)];
}

/** The text of bytes that were decoded as one character each. */
function utf8(value: string): string {
  if (/[^\x00-\xff]/.test(value)) return value;
  return new TextDecoder().decode(Uint8Array.from(value, (character) => character.charCodeAt(0)));
}
