import { type ImageReference, tryParseReference } from '../../image/reference.ts';
import { type Span, spanText } from '../view/reference-slot.ts';

/** A variable, a parameter or a key of data, with its value. */
export interface NamedValue {
  readonly name: string;
  readonly value: Span;
}

/**
 * Whether a value is a reference with a tag or a digest, and nothing else. `redis:6379` is a host and its
 * port, and `v1@sha256:…` a tag: a name of one part needs a variable that speaks of an image.
 */
export function isHandedReference({ name, value }: NamedValue): boolean {
  const reference = tryParseReference(spanText(value));
  if (reference === undefined || (reference.tag ?? reference.digest) === undefined) return false;
  return hasPath(reference) || /image|(?:^|_)img(?:_|$)/i.test(name);
}

function hasPath({ spelling }: ImageReference): boolean {
  return spelling.includes('/');
}
