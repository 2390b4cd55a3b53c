import { shortDigest } from '../../image/digest.ts';
import { code, isPlainAddress, link } from '../../report/markdown.ts';
import { moment } from '../gates/words.ts';
import type { Hold } from '../hold/holds.ts';

/** Which holds end with a promotion, and why they were there. Empty where none ends. */
export function endedHoldsSection(holds: readonly Hold[], environment: string): readonly string[] {
  if (holds.length === 0) return [];
  const lines = holds.map(
    (hold) =>
      `- ${code(hold.image)} ${code(shortDigest(hold.digest))} was held${why(hold)}. Its entry in ${code(hold.file)} goes.`,
  );
  const title = holds.length === 1 ? '**A hold ends**' : '**Holds end**';
  return [
    `${title} with this pull request: no environment before ${code(environment)} declares the digest any more, so nothing would bring it back.\n\n${lines.join('\n')}`,
  ];
}

function why({ reason, by, at, link: address }: Hold): string {
  const who = [...(by === undefined ? [] : [code(by)]), ...(at === undefined ? [] : [moment(new Date(at))])];
  const place = address === undefined || !isPlainAddress(address) ? [] : [link('where', address)];
  const origin = [...who, ...place].join(', ');
  return `${reason === undefined ? '' : `: ${code(reason, 400)}`}${origin === '' ? '' : ` (${origin})`}`;
}
