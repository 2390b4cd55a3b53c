import { type Document, isNode, isScalar, visit } from 'yaml';
import type { PlacedProblem } from './problem.ts';

/**
 * Every key that stands twice in one map, every key that is no plain word, and every alias without an anchor
 * before it. The parser's own check of keys takes quadratic time and stops at the first mistake. This walks
 * once and reports all.
 */
export function yamlProblems(document: Document.Parsed): readonly PlacedProblem[] {
  const problems: PlacedProblem[] = [];
  const anchors = new Set<string>();
  visit(document, {
    Value(_, node) {
      if (node.anchor !== undefined) anchors.add(node.anchor);
    },
    Map(_, map) {
      if (map.anchor !== undefined) anchors.add(map.anchor);
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const offset = (isNode(key) ? key.range?.[0] : undefined) ?? map.range?.[0] ?? 0;
        const found = isScalar(key) ? keyProblem(String(key.value), seen) : notAWord;
        if (found !== undefined) problems.push({ offset, ...found });
      }
    },
    Alias(_, alias) {
      if (!anchors.has(alias.source))
        problems.push({ offset: alias.range?.[0] ?? 0, ...withoutAnchor(alias.source) });
    },
  });
  return problems;
}

const notAWord = { message: 'a key is not a word', hint: 'Write keys as plain words.' };

function withoutAnchor(name: string): Omit<PlacedProblem, 'offset'> {
  return {
    message: `the alias "*${name}" has no anchor "&${name}" before it`,
    hint: 'Put the anchor on the value that is meant, or quote a text that starts with "*".',
  };
}

function keyProblem(key: string, seen: Set<string>): Omit<PlacedProblem, 'offset'> | undefined {
  // Such a key means something to JavaScript objects, and nothing here.
  if (key === '__proto__') return { message: `"${key}" cannot be a key`, hint: 'Choose another name.' };
  if (seen.has(key) && key !== '<<')
    return { message: `the key "${key}" is there twice`, hint: 'Keep one of them; the other would be lost.' };
  seen.add(key);
  return undefined;
}
