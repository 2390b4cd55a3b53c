/** What `waybill drift --help` prints; `output` are the options that every command has. */
export function driftHelp(output: string): string {
  return `waybill drift: compare what runs with what is declared

Usage:
  waybill drift ENVIRONMENT
  waybill drift PATH…

PATH is a file with objects of Kubernetes, or a folder: one with a Kustomization
is built by kustomize, a chart is rendered by helm, and any other is read file
by file. With ENVIRONMENT, its "drift" in waybill.yaml says what is compared and
what is tolerated. It writes nothing, neither here nor into the cluster.

Options:
      --agent KIND/NAMESPACE/NAME
                               the object by which an agent applies it,
                               kustomization/flux-system/apps or
                               application/argocd/shop: its folder is compared,
                               at the commit that the agent has applied
      --live FILE              files or folders with live objects, as "kubectl
                               get -o json" prints them, instead of a cluster;
                               once for each
      --kubeconfig FILE        the cluster, as kubectl knows it
      --context NAME
  -n, --namespace NAME         where objects are that name no namespace; else
                               "default"
      --server-side, --no-server-side
                               ask the server what it would make of the declared
                               objects where it lets us (the default), or not
      --release NAME           how helm names the release of a chart
      --values FILE            values for helm; once for each
      --fail, --no-fail        exit with 2 where there are differences (the
                               default), or with 0
      --sarif                  print SARIF instead of text
  -c, --config FILE            another waybill.yaml than the current folder's
${output}

Exit code: 0 no differences; 2 differences; 1 not possible, not everything could
be compared, or wrong usage.

Example:
  waybill drift envs/prod --context prod
`;
}
