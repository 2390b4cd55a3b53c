import { validationFailed, type GitHubRefusal } from '../http/answer.ts';
import type { Label, Pull, Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';

/** Adds labels by name; those the repository does not have yet are made, as GitHub makes them. */
export function addLabels(github: GitHubState, repo: Repository, pull: Pull, names: readonly string[]): void {
  const labels = names.map((name) => findLabel(repo, name) ?? createLabel(github, repo, { name }));
  for (const label of labels) if (!pull.labels.includes(label)) pull.labels.push(label);
  pull.updatedAt = github.now();
}

export function findLabel(repo: Repository, name: string): Label | undefined {
  return repo.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
}

interface LabelContent {
  readonly name: string;
  readonly color?: string | undefined;
  readonly description?: string | null;
}

export function createLabel(
  github: GitHubState,
  repo: Repository,
  { name, color = 'ededed', description = null }: LabelContent,
): Label {
  const wrong = (field: string, text: string): GitHubRefusal =>
    validationFailed({ resource: 'Label', code: 'custom', field, message: text });
  if (name.trim() === '') throw validationFailed({ resource: 'Label', code: 'missing_field', field: 'name' });
  if ([...name].length > 50) throw wrong('name', 'name is too long (maximum is 50 characters)');
  if (description !== null && [...description].length > 100) {
    throw wrong('description', 'description is too long (maximum is 100 characters)');
  }
  if (!/^[0-9a-f]{6}$/i.test(color))
    throw validationFailed({ resource: 'Label', code: 'invalid', field: 'color' });
  if (findLabel(repo, name) !== undefined) {
    throw validationFailed({ resource: 'Label', code: 'already_exists', field: 'name' });
  }
  const label = { id: github.nextId(), name, color, description };
  repo.labels.push(label);
  return label;
}
