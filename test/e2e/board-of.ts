import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { AdvanceStage } from '../actions/advance/stage.ts';
import { type ActionRun, runIn } from './run-action.ts';

const says = z.object({ state: z.string(), says: z.string(), url: z.string().nullable() });
const moment = z.object({ at: z.string(), url: z.string().nullable(), pull: z.number().nullable() });
const version = z.object({ tag: z.string().nullable(), digest: z.string().nullable() });
const middle = z.object({ median: z.number(), count: z.number() }).nullable();
const metrics = z.object({
  promotions: z.number(),
  weeks: z.array(z.number()),
  leadTime: middle,
  failed: z.number(),
  failureRate: z.number().nullable(),
  timeToRestore: middle,
});
const cell = z.object({
  environment: z.string(),
  versions: z.array(version),
  since: moment.nullable(),
  standing: z.object({
    kind: z.string(),
    commits: z.object({ behind: z.number(), ahead: z.number() }).nullish(),
  }),
  offered: version.nullable(),
  pull: z
    .object({ number: z.number(), kind: z.string(), brings: version.nullable(), verdict: says })
    .nullable(),
  health: says.nullable(),
  drift: says.nullable(),
  history: z.array(version.extend({ kind: z.string(), takenBack: z.boolean(), by: z.string().nullable() })),
  metrics,
});
const board = z.object({
  complete: z.boolean(),
  counts: z.record(z.string(), z.number()),
  environments: z.array(
    z.object({ name: z.string(), pauses: z.array(z.object({ reason: z.string() })), metrics }),
  ),
  images: z.array(z.object({ name: z.string(), cells: z.array(cell) })),
  notes: z.array(z.string()),
});

/** One run of the bundle, and what it wrote. */
export interface BoardRun extends ActionRun {
  readonly folder: string;
  readonly board: z.output<typeof board>;
  file(path: string): string;
  cell(environment: string, image?: string): z.output<typeof cell>;
}

/** Runs the status action in the config repo, and reads its `board.json`. */
export async function boardOf(
  stage: AdvanceStage,
  repository: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<BoardRun> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-board-'));
  const ran = await runIn(stage, repository, 'status', { folder, ...inputs });
  if (ran.exitCode !== 0) throw new Error(ran.stdout + ran.stderr);
  const file = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const read = board.parse(JSON.parse(file('board.json')));
  return {
    ...ran,
    folder,
    board: read,
    file,
    cell: (environment, image = 'api') => {
      const own = read.images.find(({ name }) => name === image);
      const found = own?.cells.find((each) => each.environment === environment);
      if (found === undefined) throw new Error(`no ${image} in ${environment}`);
      return found;
    },
  };
}
