import { shortDigest } from '../../image/digest.ts';
import { code, isPlainAddress, link } from '../../report/markdown.ts';
import type { LaneNames } from '../lane/lane.ts';
import type { Asked, Purpose } from '../lane/purpose.ts';

/**
 * The box above everything else: this is no ordinary promotion, who asked for it, and why. Empty for an
 * ordinary one.
 */
export function banner(purpose: Purpose, lane: LaneNames): readonly string[] {
  switch (purpose.kind) {
    case 'promotion':
      return [];
    case 'hotfix':
      return [
        alert('WARNING', [
          `**Hotfix**: it goes straight into ${code(lane.environment)}. ${whoAndWhy(purpose.asked)}`,
          ...(purpose.passedOver.length === 0
            ? []
            : ['Gates that were passed over:', purpose.passedOver.map((gate) => `- ${gate}`).join('\n')]),
        ]),
      ];
    case 'roll-back': {
      const from = purpose.from.map(({ name, digest }) => `${code(name)} from ${code(shortDigest(digest))}`);
      const hold = purpose.holds
        ? `The same commit holds what it leaves: automation does not bring it back into ${code(lane.environment)}. A newer digest passes; a person ends the hold by deleting its entry.`
        : `What it leaves is not held: the next run that finds it upstream proposes it again.`;
      return [
        alert('CAUTION', [
          `**Roll back** of ${from.join(', ')}. ${whoAndWhy(purpose.asked)}`,
          `Gates do not apply. ${hold}`,
          ...(purpose.pauses === true
            ? [
                `It also pauses ${lane.images.map((image) => code(image)).join(', ')} in ${code(lane.environment)}: nothing newer is merged until a person runs ${code('resume')}.`,
              ]
            : []),
        ]),
      ];
    }
  }
}

function whoAndWhy({ by, reason, run, evidence = [] }: Asked): string {
  const where = run === undefined || !isPlainAddress(run) ? '' : ` in ${link('this run', run)}`;
  const seen = evidence.flatMap(({ text, url }) =>
    url !== undefined && isPlainAddress(url) ? [link(code(text, 120), url)] : [],
  );
  const said = seen.length === 0 ? '' : ` (${seen.join(', ')})`;
  return `Asked for by ${code(by)}${where}: ${code(reason, 400)}${said}`;
}

/** A box that GitHub draws around a warning. Elsewhere it is a quotation. */
function alert(kind: 'WARNING' | 'CAUTION', paragraphs: readonly string[]): string {
  const lines = [`[!${kind}]`, ...paragraphs.join('\n\n').split('\n')];
  return lines.map((line) => (line === '' ? '>' : `> ${line}`)).join('\n');
}
