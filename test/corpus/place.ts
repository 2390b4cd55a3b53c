/** What stands at a place: the whole reference, or one part of it in a key of its own. */
export type Part = 'reference' | 'tag' | 'digest' | 'digits';

/** A place of an image in a file, as this program reads it. Offsets are those of the file's text. */
export interface Place {
  readonly file: string;
  readonly repository: string;
  readonly spelled: string;
  readonly part: Part;
  readonly from: number;
  readonly to: number;
  readonly line: number;
  /** First and last line of the map around it: what a message may point at. */
  readonly around: readonly [number, number];
  /**
   * `handed`: a value that a program is handed, which follows an image that the files declare. `bare`: a name
   * without tag and digest, which counts where no other place has them.
   */
  readonly role: 'declares' | 'handed' | 'bare';
  /** Keys from the root of its document to it. */
  readonly path: readonly string[];
  /**
   * `certain`: an edit has to change it. `possible`: an edit may change it. Anything else is a reason why a
   * careful person would stop there, and then an edit may refuse.
   */
  readonly standing: 'certain' | 'possible' | Hazard;
}

export type Hazard =
  | 'a template writes a part of it'
  | 'a variable writes a part of it'
  | 'it has no tag of its own'
  | 'an anchor shares it with something else'
  | 'SOPS keeps a mac over the file'
  | 'a key stands twice in its map'
  | 'a part of a Kustomize entry is where it does not belong'
  | 'a Kustomize entry puts another repository in its place'
  | 'it is a text over several lines'
  | 'it is YAML in a quoted or folded string'
  | 'the file is no YAML';

export function isHazard(standing: Place['standing']): standing is Hazard {
  return standing !== 'certain' && standing !== 'possible';
}
