import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../../src/cli/main.ts';
import { endWithTest } from '../../end-with-test.ts';
import { startKubernetes } from '../cluster.ts';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A Kubernetes API server alone: no controller and no kubelet changes what a test writes. */
export interface DriftLab {
  readonly folder: string;
  /** Runs the real `kubectl` as the administrator. Rejects where it fails. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** `kubectl edit` with an editor that runs this expression of sed. */
  edit(object: readonly string[], expression: string): Promise<string>;
  /** `waybill drift` against it, from the folder. */
  drift(...args: readonly string[]): Promise<Ended>;
  /** The same with another kubeconfig of the folder. */
  driftAs(kubeconfig: string, ...args: readonly string[]): Promise<Ended>;
}

/** Starts etcd and an API server. `kubectl` is the path of the program. */
export async function startDriftLab(flux: string, kubectl: string): Promise<DriftLab> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-drift-'));
  endWithTest(() => rm(folder, { recursive: true, force: true }));
  await startKubernetes(flux, folder);
  const kubeconfig = join(folder, 'kubeconfig');
  const env = { PATH: `${kubectl.replace(/\/kubectl$/, '')}:${process.env['PATH'] ?? ''}`, HOME: folder };
  const run = (args: readonly string[], input = '', more: Readonly<Record<string, string>> = {}) =>
    output(kubectl, ['--kubeconfig', kubeconfig, ...args], input, { ...env, ...more });
  const driftAs: DriftLab['driftAs'] = async (name, ...args) => {
    const printed = { out: '', err: '' };
    const code = await main(['drift', ...args, '--kubeconfig', join(folder, name)], {
      stdout: { write: (text: string) => (printed.out += text) },
      stderr: { write: (text: string) => (printed.err += text) },
      cwd: folder,
      node: process.versions.node,
      env,
    });
    return { code, ...printed };
  };
  return {
    folder,
    kubectl: run,
    edit: async (object, expression) => {
      const editor = join(folder, 'editor');
      // The path of the file to edit is the first argument.
      await writeFile(editor, `#!/bin/sh\nexec sed -i -E '${expression}' "$1"\n`);
      await chmod(editor, 0o755);
      return run(['edit', ...object], '', { KUBE_EDITOR: editor });
    },
    drift: (...args) => driftAs('kubeconfig', ...args),
    driftAs,
  };
}

function output(
  program: string,
  args: readonly string[],
  input: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...env } });
    let [out, said] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (said += part));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(out) : reject(new Error(`kubectl ${args.slice(2).join(' ')}: ${said}${out}`)),
    );
    child.stdin.end(input);
  });
}
