/** One input of the comparison: a file as people write it, and the lines in it that have to change. */
export interface LinesInput {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  /** How many lines have to change for the new tag and digest. */
  readonly minimum: number;
  /** What `yq` is told; undefined where its expressions cannot say it. */
  readonly yq: string | undefined;
  /** Whether `kustomize edit set image` is for this kind of file. */
  readonly kustomize: boolean;
}

const OLD = `sha256:${'a'.repeat(64)}`;
export const NEW_TAG = 'v2';
export const NEW_DIGEST = `sha256:${'d'.repeat(64)}`;
export const REPOSITORY = 'ghcr.io/acme/api';

const kustomizeYq = `(.images[] | select(.newName == "${REPOSITORY}")) |= (.newTag = "${NEW_TAG}" | .digest = "${NEW_DIGEST}")`;
const valuesYq = `.image.tag = "${NEW_TAG}" | .image.digest = "${NEW_DIGEST}"`;
const workloadYq = `(.. | select(has("image") and (.image | test("^${REPOSITORY}:"))).image) = "${REPOSITORY}:${NEW_TAG}@${NEW_DIGEST}"`;

const header = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';

export const INPUTS: readonly LinesInput[] = [
  {
    name: 'kustomization, comments and blank lines',
    file: 'kustomization.yaml',
    text: `# Owned by the shop team.\n${header}\n\nresources:\n    - ../../base   # shared\n\n\nimages:\n    # the base says api\n    - name: api\n      newName: ${REPOSITORY}\n      newTag: v1   # by pull request\n      digest: ${OLD}\n    - {name: web, newTag: "1.10"}\n`,
    minimum: 2,
    yq: kustomizeYq,
    kustomize: true,
  },
  {
    name: 'kustomization, unsorted with patches in a literal block',
    file: 'kustomization.yaml',
    text: `${header}images:\n- digest: ${OLD}\n  newTag: v1\n  newName: ${REPOSITORY}\n  name: api\n- name: aaa\n  newTag: "0755"\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: add\n      path: /metadata/labels/x\n      value: 'y'   # quoted on purpose\nnamePrefix:   dev-\n`,
    minimum: 2,
    yq: kustomizeYq,
    kustomize: true,
  },
  {
    name: 'values, aligned and commented',
    file: 'values.yaml',
    text: `replicaCount:   2\nimage:\n  repository: ${REPOSITORY}\n  tag:        "v1"      # shown as a label\n  digest:     ${OLD}\n  pullPolicy: IfNotPresent\n\n\nmode: 0755\nbig: 12345678901234567890\ntext: >-\n  folded over\n  two lines\n`,
    minimum: 2,
    yq: valuesYq,
    kustomize: false,
  },
  {
    name: 'values, flow maps and CRLF',
    file: 'values.yaml',
    text: `image: {repository: ${REPOSITORY}, tag: v1, digest: "${OLD}"}   # one line\r\nports: [ 80,  443 ]\r\nempty: ~\r\n`,
    minimum: 1,
    yq: valuesYq,
    kustomize: false,
  },
  {
    name: 'workloads, several documents',
    file: 'app.yaml',
    text: `---\n# first\napiVersion: v1\nkind: Service\nmetadata: {name: api}\n--- # second\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n      - name: api\n        image: '${REPOSITORY}:v1@${OLD}'\n        args: [ "--listen=:80",   "--verbose" ]\n      - name: proxy\n        image: docker.io/library/nginx:1.10\n`,
    minimum: 1,
    yq: workloadYq,
    kustomize: false,
  },
];
