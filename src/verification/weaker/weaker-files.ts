import { errorsOf } from '../../errors/waybill-error.ts';
import { shortDigest } from '../../image/digest.ts';
import { HOLD_FOLDER, parseHolds } from '../../promotion/hold/hold-file.ts';
import { parsePauses, PAUSE_FOLDER } from '../../promotion/pause/pause-file.ts';
import { gone } from './lost.ts';

/** A file before and after a change; undefined where there is none. */
export interface ChangedText {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What a change of a hold file, a pause file or a workflow makes weaker, each as a sentence. */
export function weakerFile(file: ChangedText): readonly string[] {
  const folder = file.path.slice(0, file.path.lastIndexOf('/'));
  const environment = /([^/]+)\.yaml$/.exec(file.path)?.[1] ?? '';
  switch (folder) {
    case HOLD_FOLDER:
      return entriesGone(file, (text) => parseHolds(text, environment).map(holdWords)).map(
        (words) => `${environment}: ${words} is gone.`,
      );
    case PAUSE_FOLDER:
      return entriesGone(file, (text) => parsePauses(text, environment).map(pauseWords)).map(
        (words) => `${environment}: ${words} ends or changes.`,
      );
    case WORKFLOWS:
      return weakerWorkflow(file);
    default:
      return [];
  }
}

/** Whether a change of this file is looked at: it can make a gate weaker. */
export function isRulePath(path: string): boolean {
  return /^(?:waybill\.yaml|\.waybill\/(?:hold|pause)\/[^/]+\.yaml|\.github\/workflows\/[^/]+\.ya?ml)$/.test(
    path,
  );
}

const WORKFLOWS = '.github/workflows';

function entriesGone(
  { before, after }: ChangedText,
  entries: (text: string) => readonly string[],
): readonly string[] {
  const old = quietly(before, entries);
  return gone(old, quietly(after, entries));
}

/** A file that cannot be read holds nothing that could be named. Every run says so, loudly. */
function quietly(text: string | undefined, entries: (text: string) => readonly string[]): readonly string[] {
  if (text === undefined) return [];
  try {
    return entries(text);
  } catch (thrown) {
    if (errorsOf(thrown).some(({ party }) => party === 'bug')) throw thrown;
    return [];
  }
}

function holdWords({ image, digest, reason }: ReturnType<typeof parseHolds>[number]): string {
  return `the hold of ${image} ${shortDigest(digest)}${reason === undefined ? '' : ` (${reason})`}`;
}

function pauseWords({ images, reason, until }: ReturnType<typeof parsePauses>[number]): string {
  const of = images === undefined ? '' : ` of ${images.join(', ')}`;
  return `the pause${of}${until === undefined ? '' : ` until ${until}`} (${reason})`;
}

/**
 * `uses: waybill/waybill/actions/verify`, also of a copy in another organisation. Another version is the
 * same.
 */
const USES = /^\s*(?:-\s+)?uses:\s*["']?([^\s"'#@]*\/waybill(?:\/[^\s"'#@]*)?)(?=[\s"'#@]|$)/gm;

/** A workflow can do anything with its token. What is seen of it is whether it runs Waybill as before. */
function weakerWorkflow({ path, before = '', after = '' }: ChangedText): readonly string[] {
  const uses = (text: string): readonly string[] => [...text.matchAll(USES)].map(([, name = '']) => name);
  const lost = gone(uses(before), uses(after));
  if (lost.length > 0) return lost.map((name) => `${path} no longer uses ${name}.`);
  return uses(before).length > 0 ? [`${path} runs Waybill, and changes.`] : [];
}
