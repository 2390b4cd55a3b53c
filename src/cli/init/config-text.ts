import { visible } from '../output/terminal.ts';
import { wrapSentence } from '../output/wrap.ts';
import type { FoundEnvironment } from './find-environments.ts';
import type { ProposedImage } from './image-names.ts';
import type { Proposal } from './propose.ts';

const SCHEMA = 'https://raw.githubusercontent.com/waybill/waybill/main/schema/waybill.schema.json';
const WIDTH = 100;

/** The proposal as a `waybill.yaml`. What is unsure stands as a comment above what it is about. */
export function configText({ images, environments, unsure }: Proposal): string {
  return [
    `# yaml-language-server: $schema=${SCHEMA}`,
    ...unsure.flatMap((sentence) => unsureLines(sentence, '')),
    'version: 1',
    'images:',
    ...images.flatMap(imageLines),
    'environments:',
    ...environments.flatMap(environmentLines),
    '',
  ].join('\n');
}

function imageLines({ name, repository, unsure }: ProposedImage): readonly string[] {
  return [
    ...unsure.flatMap((sentence) => unsureLines(sentence, '  ')),
    `  ${plain(name)}: { repository: ${plain(repository)} }`,
  ];
}

function environmentLines({ name, after, patterns, unsure }: FoundEnvironment): readonly string[] {
  return [
    ...unsure.flatMap((sentence) => unsureLines(sentence, '  ')),
    `  ${plain(name)}:`,
    ...(after.length === 0 ? [] : [`    after: [${after.map(plain).join(', ')}]`]),
    ...listLines(patterns),
  ];
}

function listLines(patterns: readonly string[]): readonly string[] {
  const quoted = patterns.map((pattern) => `'${pattern.replaceAll("'", "''")}'`);
  const line = `    files: [${quoted.join(', ')}]`;
  return line.length <= WIDTH ? [line] : ['    files:', ...quoted.map((pattern) => `      - ${pattern}`)];
}

function unsureLines(sentence: string, indentation: string): readonly string[] {
  const start = `${indentation}# `;
  const wrapped = wrapSentence(visible(`unsure: ${sentence}`), WIDTH - start.length, '  ', 0);
  return wrapped.split('\n').map((line) => `${start}${line}`);
}

const PLAIN = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z][\w./:-]*$/i;

/** A name that YAML could read as something else than a text gets quotes. */
function plain(text: string): string {
  return PLAIN.test(text) ? text : `'${text}'`;
}
