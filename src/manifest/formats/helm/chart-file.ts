import { folderOf, resolvePath } from '../../text/repository-path.ts';
import type { ManifestDocument } from '../../view/view.ts';
import { textAt } from '../../yaml/merge.ts';
import type { ChartDependency } from '../format.ts';
import { nodesAt } from '../key-path.ts';

const LOCAL = 'file://';

/** What a chart is made of (https://helm.sh/docs/topics/charts/#chart-dependencies); the values of an alias stand below that. */
export function* findDependencies(document: ManifestDocument): Generator<ChartDependency> {
  const parent = folderOf(document.path);
  for (const { node } of nodesAt(document.root, ['dependencies', '[]'])) {
    const name = textAt(node, 'name');
    if (name === undefined) continue;
    const repository = textAt(node, 'repository') ?? '';
    const path = repository.startsWith(LOCAL)
      ? resolvePath(parent, repository.slice(LOCAL.length))
      : undefined;
    const alias = textAt(node, 'alias');
    const folder = path === undefined || path === '' ? path : `${path}/`;
    yield { parent, name, alias: alias === '' ? undefined : alias, folder };
  }
}
