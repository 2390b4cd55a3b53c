import { type Hazard, isHazard, type Part, type Place } from './place.ts';
import { readReference } from './reference.ts';
import { lineFinder, type TreeFile } from './read-tree.ts';

/** What is known of a value before it becomes a place. Offsets are those of the file. */
export interface Value {
  readonly from: number;
  readonly to: number;
  readonly path: readonly string[];
  /** Offsets of the map around it. */
  readonly map: readonly [number, number];
  readonly standing: Place['standing'];
  readonly role?: Place['role'];
}

/** Keys that speak of an image: `image`, `sidecarImage`, `API_IMAGE`, `imageName`. */
export const IMAGE_KEY = /^(?:image|imageName|.*[a-z0-9]Image|.*[_-]image|.*_IMAGE)$/;

/** Takes down the places of one file. */
export class Sheet {
  readonly file: TreeFile;
  /** What the chart around the file puts before its repositories. */
  readonly registry: string | undefined;
  readonly lineOf: (offset: number) => number;
  readonly places: Place[] = [];

  constructor(file: TreeFile, registry: string | undefined) {
    this.file = file;
    this.registry = registry;
    this.lineOf = lineFinder(file.text);
  }

  add(part: Part, spelled: string, repository: string, value: Value): void {
    const { from, to, path, standing, map, role = 'declares' } = value;
    const around = [this.lineOf(map[0]), this.lineOf(Math.max(map[0], map[1] - 1))] as const;
    const line = this.lineOf(from);
    this.places.push({
      file: this.file.path,
      part,
      spelled,
      repository,
      from,
      to,
      line,
      around,
      path,
      standing,
      role,
    });
  }

  /**
   * A value that should be a whole reference. `bare` says what stands of one without tag and digest. A part
   * that a template or a variable writes makes it a hazard of the repository before it.
   */
  addReference(text: string, value: Value, bare: Place['standing']): void {
    const reference = readReference(text);
    if (reference !== undefined) {
      const isBare = reference.tag === undefined && reference.digest === undefined;
      const hazard = isHazard(value.standing) ? value.standing : bare;
      const as = isBare ? ({ standing: hazard, role: 'bare' } as const) : {};
      this.add('reference', reference.spelled, reference.repository, { ...value, ...as });
      return;
    }
    const byDefault = /^\$\{\w+:?-([^${}]+)\}$/.exec(text)?.[1];
    const inner = byDefault === undefined ? undefined : readReference(byDefault);
    if (byDefault !== undefined && inner?.tag !== undefined) {
      const from = value.from + text.indexOf(byDefault);
      this.add('reference', inner.spelled, inner.repository, {
        ...value,
        from,
        to: from + byDefault.length,
        standing: 'possible',
      });
      return;
    }
    const [, name, behind, tag] = /^([\w./-]+)(:\$\{\w+:?-)([\w.-]+)\}$/.exec(text) ?? [];
    const named = name === undefined ? undefined : readReference(name);
    if (name !== undefined && behind !== undefined && tag !== undefined && named !== undefined) {
      const from = value.from + name.length + behind.length;
      const at = { ...value, from, to: from + tag.length, standing: 'possible' } as const;
      this.add('tag', named.spelled, named.repository, at);
      return;
    }
    const written = /^([\w./-]+)[:@].*(\{\{|\{%|\$)/.exec(text);
    const before = written?.[1] === undefined ? undefined : readReference(written[1]);
    if (written !== null && before !== undefined) {
      const standing: Hazard =
        written[2] === '$' ? 'a variable writes a part of it' : 'a template writes a part of it';
      this.add('reference', before.spelled, before.repository, { ...value, standing });
    }
  }
}
