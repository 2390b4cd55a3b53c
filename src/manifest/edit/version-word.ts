/** `v1`, `1.3.0`. */
const NUMBERS = /(?:v\d+|v?\d+\.\d+)(?:\.\d+)*/;
/** `20260102`, `2026-01-02`, `20260102150405`. */
const DAY = /(?:19|20)\d\d(?:\d{4}(?:\d{4,6})?|-\d\d-\d\d)/;
/** A commit. Letters alone may be a word, and digits alone the number of an issue. */
const COMMIT = /(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}/;
const CORE = [NUMBERS, DAY, COMMIT].map(({ source }) => source).join('|');
const VERSION = new RegExp(`^(?:[A-Za-z][A-Za-z0-9]*[-._])*(?:${CORE})(?:[-+._][\\w.+-]*)?$`);
const LONGEST = 128;

/**
 * Whether a word is a version, as tags are made of them: `v1.3.0-rc.1`, `main-1f3a2bc`, `sha-1f3a2bc`,
 * `20260102`. `amd64`, `JIRA-42` and `latest` are none.
 */
export function isVersionWord(word: string): boolean {
  return word.length <= LONGEST && VERSION.test(word);
}
