import { parseConfig } from '../../config/parse.ts';
import { readBoard } from '../../environments/board/read-board.ts';
import type { Collaborators } from '../../environments/collaborators.ts';
import { readHome, withoutConfig } from '../../environments/home.ts';
import type { Board } from '../../report/board/board.ts';
import type { StatusRequest } from './inputs.ts';

/** A quarter of a year. */
const WEEKS = 13;

/** Reads the board of a config repo. Throws `CONFIG_MISSING` for one without `waybill.yaml`. */
export async function status(
  request: Pick<StatusRequest, 'repository' | 'branch' | 'server'>,
  collaborators: Collaborators,
): Promise<Board> {
  const home = await readHome(request, collaborators);
  if (home.config === undefined) {
    throw withoutConfig(
      home,
      'The board shows the environments of a waybill.yaml: "npx waybill init" writes one.',
    );
  }
  const config = parseConfig(home.config);
  return readBoard({ home, config, server: request.server, weeks: WEEKS }, collaborators);
}
