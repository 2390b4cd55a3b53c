import type { Answer, Run } from '../programs/run-program.ts';

/** How `kubectl` reaches the cluster. What is not said is as it is set up where it runs. */
export interface KubectlAccess {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly namespace: string;
  /** Whether the server is asked what it would make of the declared objects, where it lets us. */
  readonly isServerAsked: boolean;
}

/** A `kubectl` that reaches one cluster. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<Answer>;

export function kubectlFor({ kubeconfig, context }: KubectlAccess, run: Run): Kubectl {
  const where = [
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === undefined ? [] : ['--context', context]),
  ];
  return (args, input) =>
    run({ program: 'kubectl', args: [...where, ...args], ...(input === undefined ? {} : { input }) });
}
