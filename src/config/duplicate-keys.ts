import { type Document, isScalar, visit } from 'yaml';

export interface KeyFault {
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

/**
 * Every key that stands twice in one map, and every key that is no plain word. The parser's own check takes quadratic
 * time and stops at the first, so this walks once and reports all.
 */
export function duplicateKeys(document: Document.Parsed): readonly KeyFault[] {
  const faults: KeyFault[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const offset = offsetOfNode(key) ?? map.range?.[0] ?? 0;
        const fault = isScalar(key) ? keyFault(String(key.value), seen) : notAWord;
        if (fault !== undefined) faults.push({ offset, ...fault });
      }
    },
  });
  return faults;
}

const notAWord = { message: 'a key is not a word', hint: 'Write keys as plain words.' };

function keyFault(key: string, seen: Set<string>): Omit<KeyFault, 'offset'> | undefined {
  // Such keys mean something to JavaScript objects, and nothing here.
  if (key === '__proto__') return { message: `"${key}" cannot be a key`, hint: 'Choose another name.' };
  if (seen.has(key) && key !== '<<')
    return { message: `the key "${key}" is there twice`, hint: 'Keep one of them; the other would be lost.' };
  seen.add(key);
  return undefined;
}

function offsetOfNode(node: unknown): number | undefined {
  return isScalar(node) ? node.range?.[0] : undefined;
}
