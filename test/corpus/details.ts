import type { Judgement } from './judge.ts';

/** What is behind the figures of a repository: each run that is not simply right. */
export function details(name: string, judgements: readonly Judgement[]): string {
  return judgements
    .map((judgement) => {
      const lines = linesOf(judgement);
      const { repository, folder } = judgement.outcome;
      return lines.length === 0
        ? ''
        : [`${name}: ${repository} in ${folder}: ${judgement.verdict}`, ...lines, ''].join('\n');
    })
    .join('');
}

function linesOf({ verdict, hazards, unexplained, missed, left, wrong }: Judgement): readonly string[] {
  return [
    ...(verdict === 'crash' ? ['  crash'] : []),
    ...(verdict === 'rightly refused' ? [`  hazards: ${hazards.join(', ')}`] : []),
    ...unexplained.map(({ code, file, line, message }) => `  refused: ${code} ${file}:${line} ${message}`),
    ...missed.map(({ file, line, path }) => `  missed: ${file}:${line} ${path.join('.')}`),
    ...left.map(({ file, line, path }) => `  left: ${file}:${line} ${path.join('.')}`),
    ...wrong.map(
      ({ file, line, before, after }) =>
        `  wrong: ${file}:${line}\n    - ${before?.trimEnd()}\n    + ${after?.trimEnd()}`,
    ),
  ];
}
