import { ERROR_PARTIES, type ErrorParty } from '../../src/errors/waybill-error.ts';
import { ERROR_MEANINGS } from './error-meanings.ts';
import { table } from './table.ts';

const WHO: Readonly<Record<ErrorParty, string>> = {
  workflow: 'the author of the workflow',
  config: 'the owner of the config repo',
  platform: 'GitHub or the registry',
  bug: 'Waybill',
};

/** Every error code, in the order of the source, with who must act and what it means. */
export function errorTable(): string {
  const meanings: Readonly<Record<string, string>> = ERROR_MEANINGS;
  const rows = Object.entries(ERROR_PARTIES).map(([code, party]) => [
    `\`${code}\``,
    WHO[party],
    meanings[code] ?? '',
  ]);
  return table(['Code', 'Who must act', 'What it means'], rows);
}
