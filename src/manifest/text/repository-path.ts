/** `envs/prod/` of `envs/prod/values.yaml`, and nothing of a file at the root. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/**
 * `../base/values.yaml` in `envs/prod/` is `envs/base/values.yaml`: a path that a document names, from the
 * root of the config repo. Undefined for one that leads out of the repository, to another host, or through a
 * template.
 */
export function resolvePath(folder: string, path: string): string | undefined {
  if (isDynamic(path) || isDynamic(folder) || path.includes('://')) return undefined;
  const steps: string[] = [];
  for (const step of `${path.startsWith('/') ? '' : folder}/${path}`.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.join('/');
}

/** Whether a template writes the path, or it is a pattern for several files. */
export function isDynamic(path: string): boolean {
  return /\{\{|\$\{|[*?[]/.test(path);
}
