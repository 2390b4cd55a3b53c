import type { Location } from '../errors/location.ts';
import type { DeclaredParts, ManifestPlan } from '../manifest/plan.ts';
import type { Paint } from './terminal.ts';

/** The plan as lines for a person: for each file the edits, what declares the target already, and what was passed over. */
export function describePlan(plan: ManifestPlan, paint: Paint): string {
  const named = new Set([...plan.edits, ...plan.unchanged].map(({ image }) => image)).size > 1;
  const label = (image: string): string => (named ? `${image}  ` : '');
  const entries = [
    ...plan.edits.map(({ image, location, at, declared, becomes }) => ({
      location,
      text: `${label(image)}${at}  ${paint('red', parts(declared))} → ${paint('green', parts(becomes))}`,
    })),
    ...plan.unchanged.map(({ image, location, at, declared }) => ({
      location,
      text: paint('dim', `${label(image)}${at}  ${parts(declared)} already`),
    })),
    ...plan.passedOver.map(({ location, found, reason }) => ({
      location,
      text: paint('yellow', `passed over ${visible(found)}: ${visible(reason)}`),
    })),
  ];
  const files = [...new Set(entries.map(({ location }) => location.file))].sort();
  return files
    .map((file) => {
      const lines = entries
        .filter(({ location }) => location.file === file)
        .sort((a, b) => before(a.location, b.location))
        .map(({ location, text }) => `  ${`${location.line}:${location.column}`.padEnd(7)} ${text}\n`);
      return `${paint('bold', visible(file))}\n${lines.join('')}`;
    })
    .join('');
}

function before(a: Location, b: Location): number {
  return a.line - b.line || a.column - b.column;
}

/** Tag and digest, the digest cut to what people compare by eye. */
function parts({ tag, digest }: DeclaredParts): string {
  const short = digest?.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]{52}$/, '$1');
  if (tag === undefined) return short === undefined ? '(nothing)' : visible(short);
  return visible(short === undefined ? tag : `${tag}@${short}`);
}

/** What files hold cannot act on the terminal. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, '�');
}

/** One sentence about the whole plan. */
export function summarizePlan(plan: ManifestPlan, verb: 'changed' | 'would change'): string {
  const edited = count(plan.edits.length, 'reference');
  const files = count(plan.files.length, 'file');
  const already = plan.unchanged.length === 0 ? '' : `; ${plan.unchanged.length} declared it already`;
  if (plan.edits.length === 0)
    return `Nothing to change: ${count(plan.unchanged.length, 'reference')} declared it already.\n`;
  return `${edited} ${verb} in ${files}${already}.\n`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
