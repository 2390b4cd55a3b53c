import { isDigest } from '../image/digest.ts';
import { textValue } from './text-value.ts';

/** A digest as it is written in a file of Waybill's own. */
export const digest = textValue({ description: 'The digest: sha256: and 64 hexadecimal digits.' }, (text) =>
  isDigest(text)
    ? undefined
    : {
        problem: 'which is not a SHA-256 digest',
        hint: 'Write "sha256:" and 64 lowercase hexadecimal digits.',
      },
);
