/** What a room may know of the world around it (CONTRIBUTING.md, "The house"). */
export type RoomKind = 'decides' | 'acts' | 'coordinates' | 'composes';

/** A folder of src, and how the rest of the house reaches it. */
export interface Room {
  readonly name: string;
  readonly kind: RoomKind;
  /** What others may import: files, and folders with a slash at the end. Any file where this is missing. */
  readonly doors?: readonly string[];
  /** The folders inside, in order. Each imports only those before it. */
  readonly stages?: readonly string[];
}

/**
 * Every room of src, from the ground up. A room imports only rooms before it. Rooms that act do not import
 * each other at all.
 */
export const ROOMS: readonly Room[] = [
  { name: 'errors', kind: 'decides' },
  { name: 'image', kind: 'decides' },
  { name: 'report', kind: 'decides' },
  { name: 'config', kind: 'decides' },
  {
    name: 'manifest',
    kind: 'decides',
    doors: [
      'plan-edits.ts',
      'find-references.ts',
      'every-reference.ts',
      'find-secrets.ts',
      'find-moved-seals.ts',
      'companions/',
    ],
    stages: [
      ...['text', 'yaml', 'view', 'formats', 'markers', 'layers', 'replacements'],
      ...['survey', 'matching', 'edit', 'companions'],
    ],
  },
  { name: 'promotion', kind: 'decides' },
  { name: 'verification', kind: 'decides' },
  { name: 'drift', kind: 'decides', stages: ['objects', 'values', 'compare', 'report', 'alert'] },
  { name: 'http', kind: 'acts', doors: ['http.ts'] },
  {
    name: 'registry',
    kind: 'acts',
    doors: ['registry.ts', 'registry-when-asked.ts', 'login/registry-name.ts'],
    stages: ['transport', 'login', 'content', 'attach', 'copy'],
  },
  { name: 'github', kind: 'acts', doors: ['github.ts'], stages: ['transport', 'read', 'write'] },
  { name: 'attestation', kind: 'acts', doors: ['attestation.ts'], stages: ['roots', 'sigstore', 'signing'] },
  { name: 'cluster', kind: 'acts', doors: ['find-drift.ts'] },
  { name: 'builder', kind: 'acts', doors: ['builder.ts'] },
  { name: 'runner', kind: 'acts', doors: ['runner.ts', 'run-action.ts'] },
  {
    name: 'records',
    kind: 'coordinates',
    doors: [
      'adopt.ts',
      'copy-sentence.ts',
      'merge-records.ts',
      'read-record.ts',
      'record-reader.ts',
      'tag-of-digest.ts',
    ],
  },
  { name: 'evidence', kind: 'coordinates', doors: ['attest-image.ts', 'later-prover.ts', 'prove-image.ts'] },
  {
    name: 'environments',
    kind: 'coordinates',
    doors: [
      ...['base-branches.ts', 'collaborators.ts', 'environments.ts', 'lanes/', 'gate-question.ts', 'past/'],
      'board/read-board.ts',
      ...['read-environment.ts', 'read-environments.ts', 'read-past.ts', 'destination.ts'],
      ...['declared/declared-states.ts', 'home.ts'],
      ...['read-pauses.ts', 'read-proofs.ts', 'stays/failed-promotions.ts', 'signals/', 'running/'],
    ],
  },
  {
    name: 'changes',
    kind: 'coordinates',
    doors: ['verify-changes.ts', 'request.ts', 'report.ts', 'explain-digest.ts', 'json/'],
  },
  {
    name: 'lanes',
    kind: 'coordinates',
    doors: [
      'rounds.ts',
      'lane-report.ts',
      'pull-settings.ts',
      'plan/',
      'write/',
      'roll-back/',
      'pause/',
      'left/',
    ],
  },
  { name: 'actions', kind: 'composes' },
  { name: 'cli', kind: 'composes', doors: ['run-cli.ts'] },
];

/**
 * Actions share this folder and the files directly in src/actions. They import nothing else of each other.
 */
const SHARED_BY_ACTIONS = 'lane';
/** The files above all actions, which choose between them. */
const ABOVE_ACTIONS = new Set(['src/actions/promote-or-advance.ts']);

/** `src/manifest/yaml/x.ts` is in the room `manifest`; `src/entry.ts` is in none. */
export function roomOf(file: string): Room | undefined {
  const [top, name, ...rest] = file.split('/');
  return top === 'src' && rest.length > 0 ? ROOMS.find((room) => room.name === name) : undefined;
}

/** Why `from` may not import `to`, as a sentence that says what to do; undefined if it may. */
export function forbiddenArrow(from: string, to: string): string | undefined {
  const source = roomOf(from);
  const target = roomOf(to);
  if (source === undefined)
    return from.startsWith('src/') && target !== undefined ? closedDoor(target, to) : undefined;
  if (target === undefined)
    return `src/${source.name} imports rooms of src only; what it needs of ${to} comes in as an argument.`;
  if (source === target) return forbiddenInside(source, from, to);
  if (ROOMS.indexOf(target) > ROOMS.indexOf(source))
    return `src/${source.name} ${source.kind}: it stands below src/${target.name} and does not import it.`;
  if (source.kind === 'acts' && target.kind === 'acts')
    return `src/${source.name} acts: it takes other rooms that act as arguments.`;
  if (source.kind === 'composes' && target.kind === 'composes')
    return `src/${source.name} composes: nothing imports src/${target.name}.`;
  return closedDoor(target, to);
}

function closedDoor({ name, doors }: Room, to: string): string | undefined {
  const path = to.slice(`src/${name}/`.length);
  if (
    doors === undefined ||
    doors.some((door) => door === path || (door.endsWith('/') && path.startsWith(door)))
  )
    return undefined;
  return `src/${name} is imported by its doors: ${doors.join(', ')} (scripts/house/rooms.ts).`;
}

function forbiddenInside({ name, stages }: Room, from: string, to: string): string | undefined {
  const [, , fromFolder = '', ...belowFrom] = from.split('/');
  const [, , toFolder = '', ...belowTo] = to.split('/');
  if (name === 'actions') {
    if (belowTo.length === 0 || fromFolder === toFolder || toFolder === SHARED_BY_ACTIONS) return undefined;
    return ABOVE_ACTIONS.has(from)
      ? undefined
      : `No action imports another: move what both need to src/lanes.`;
  }
  if (stages === undefined || belowFrom.length === 0 || belowTo.length === 0) return undefined;
  return stages.indexOf(toFolder) > stages.indexOf(fromFolder)
    ? `src/${name}/${fromFolder} is a stage before src/${name}/${toFolder} and does not import it.`
    : undefined;
}
