import { readObjects } from '../../drift/objects/read-objects.ts';
import { readTexts } from '../declared/read-files.ts';
import type { LiveSource } from './live-objects.ts';

/**
 * Live objects from files, as `kubectl get … -o json` writes them: a job in the cluster ships them out, and
 * nothing else needs access to it.
 */
export function liveFiles(root: string, paths: readonly string[]): LiveSource {
  return {
    read: async () => {
      const read = paths.flatMap((path) => readTexts(root, path)).map(readObjects);
      return {
        objects: read.flatMap(({ objects }) => objects),
        problems: read.flatMap(({ problems }) => problems),
        unreadable: new Map(),
        applied: new Map(),
      };
    },
  };
}
