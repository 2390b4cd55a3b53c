import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NEW_DIGEST, NEW_TAG, REPOSITORY } from './editor-inputs.ts';
import { command, installed, milliseconds, peakMegabytes, ratio, sideBySide, table } from './measure.ts';

const CLI = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist/cli/index.js');
const FILES = 10_000;
const HOLDING = 100;
/** Enough for one busy moment of the machine not to decide. */
const ROUNDS = 11;
const OLD = `sha256:${'a'.repeat(64)}`;

/** What an application's folder holds beside its kustomization. */
const KINDS = ['deployment', 'service', 'ingress', 'autoscaler'];

/**
 * A tree of applications, each a folder of five manifests; in every twentieth the kustomization holds the
 * image.
 */
function makeTree(folder: string): string[] {
  const perApplication = KINDS.length + 1;
  const applications = FILES / perApplication;
  const holding: string[] = [];
  for (let index = 0; index < applications; index += 1) {
    const below = join(folder, `team-${index % 50}`, `app-${index}`);
    mkdirSync(below, { recursive: true });
    const holds = index % (applications / HOLDING) === 0;
    if (holds) holding.push(below);
    writeFileSync(join(below, 'kustomization.yaml'), kustomization(index, holds));
    for (const kind of KINDS) writeFileSync(join(below, `${kind}.yaml`), manifest(kind, index));
  }
  return holding;
}

function kustomization(index: number, holds: boolean): string {
  const name = holds ? REPOSITORY : `example.org/team/app-${index}`;
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [${KINDS.map((kind) => `${kind}.yaml`).join(', ')}]\nimages:\n  - name: app-${index}\n    newName: ${name}\n    newTag: v1\n    digest: ${OLD}\n`;
}

function manifest(kind: string, index: number): string {
  return `apiVersion: apps/v1\nkind: ${kind}\nmetadata:\n  name: app-${index}\n  labels: {app: app-${index}}\nspec:\n  replicas: 2\n  selector:\n    matchLabels: {app: app-${index}}\n  template:\n    metadata:\n      labels: {app: app-${index}}\n    spec:\n      containers:\n        - name: app\n          image: app-${index}\n          ports:\n            - containerPort: 8080\n`;
}

/**
 * `waybill set` over the tree, against searching the same tree with grep plus the start of Node, and against
 * kustomize file by file.
 */
export async function editorSpeed(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-bench-'));
  try {
    const tree = join(folder, 'tree');
    const holding = makeTree(tree);
    // While the disk still takes in ten thousand new files, whoever writes waits for it, and whoever only
    // reads does not.
    await command('sync', []);
    const originals = holding.map((below) => readFileSync(join(below, 'kustomization.yaml')));
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, '');
    const restore = () =>
      holding.forEach((below, index) =>
        writeFileSync(join(below, 'kustomization.yaml'), originals[index] ?? ''),
      );
    const set = [CLI, 'set', tree, '--image', `${REPOSITORY}=${REPOSITORY}:${NEW_TAG}@${NEW_DIGEST}`];
    const contenders = [
      {
        name: `grep -rlF, and the start of Node`,
        run: async () => (
          await command('grep', ['-rlF', REPOSITORY, tree]),
          await command(process.execPath, [empty])
        ),
      },
      { name: 'waybill set', prepare: restore, run: () => command(process.execPath, set) },
    ];
    const times = await sideBySide(contenders, ROUNDS);
    const rows = contenders.map(({ name }, index) => [
      name,
      milliseconds(times[index] ?? NaN),
      ratio(times[index] ?? NaN, times[0] ?? NaN),
    ]);
    if (await installed('kustomize', ['version'])) {
      restore();
      const [alone = NaN] = await sideBySide([{ name: 'kustomize', run: () => kustomizeEach(holding) }], 1);
      rows.push([
        `kustomize edit set image, ${HOLDING} times`,
        milliseconds(alone),
        ratio(alone, times[0] ?? NaN),
      ]);
    } else rows.push(['kustomize edit set image', 'not installed', '-']);
    restore();
    rows.push(['peak memory of waybill set', `${(await peakMegabytes(set, folder)).toFixed(0)} MB`, '']);
    return table(`One image in ${HOLDING} of ${FILES.toLocaleString('en')} manifests`, [
      ['', `median of ${ROUNDS}`, 'grep + Node'],
      ...rows,
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function kustomizeEach(folders: readonly string[]): Promise<void> {
  for (const cwd of folders)
    await command('kustomize', ['edit', 'set', 'image', `app=${REPOSITORY}:${NEW_TAG}@${NEW_DIGEST}`], {
      cwd,
    });
}
