import type { Board, BoardCell } from './board.ts';

/** What the board comes to, in numbers. */
export interface Counts {
  readonly images: number;
  readonly environments: number;
  /** Cells that declare something, and of these how many declare what the first environments do. */
  readonly declared: number;
  readonly level: number;
  readonly behind: number;
  /** Cells of which it is not known: of several versions or an unknown tag, or with nothing to measure by. */
  readonly unclear: number;
  /** Open pull requests, each once. */
  readonly open: number;
  /** Cells that are not healthy, and those that drift. */
  readonly failing: number;
  readonly drifted: number;
  /** Environments with a pause in force. */
  readonly paused: number;
}

export function countsOf(board: Board): Counts {
  const cells = board.images.flatMap((image) => image.cells).filter(isDeclared);
  const counted = (test: (cell: BoardCell) => boolean): number => cells.filter(test).length;
  return {
    images: board.images.length,
    environments: board.environments.length,
    declared: cells.length,
    level: counted(isLevel),
    behind: counted(({ standing }) => standing.kind === 'behind'),
    unclear: counted(({ standing }) => standing.kind === 'unclear'),
    open: new Set(cells.flatMap(({ pull }) => pull?.url ?? [])).size,
    failing: counted(({ health }) => health?.state === 'failed'),
    drifted: counted(({ drift }) => drift?.state === 'failed'),
    paused: board.environments.filter(({ pauses }) => pauses.length > 0).length,
  };
}

function isDeclared({ versions }: BoardCell): boolean {
  return versions.length > 0;
}

/** Whether it declares what the first environments on its way do. */
export function isLevel({ standing }: BoardCell): boolean {
  return standing.kind === 'front' || standing.kind === 'level';
}

/** The cells of one environment that declare something. */
export function cellsOf({ images }: Board, environment: string): readonly BoardCell[] {
  return images.flatMap(({ cells }) =>
    cells.filter((cell) => cell.environment === environment && isDeclared(cell)),
  );
}
