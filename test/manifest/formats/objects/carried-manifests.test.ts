import { describe, expect, test } from '@jest/globals';
import { edited, NEW, plan } from '../../promotion.ts';
import { yaml } from '../../../yaml.ts';

const pod = yaml`
  apiVersion: v1
  kind: Pod
  spec:
    containers:
      - image: ghcr.io/acme/app:v1
`;

describe('a manifest in a literal block is read, whoever carries it', () => {
  test.each([
    ['a Bundle of Fleet', pod],
    ['behind a comment and a separator', `# Owned by a team.\n---\n${pod}`],
    ['with its kind first', pod.replace(/^(apiVersion: v1)\n(kind: Pod)/, '$2\n$1')],
  ])('%s', (_name, content) => {
    const text = yaml`
      kind: Bundle
      apiVersion: fleet.cattle.io/v1alpha1
      spec:
        resources:
          - name: pod.yaml
            content: |
              ${content}
    `;
    expect(edited('bundle.yaml', text)).toBe(text.replace(':v1\n', `:v2@${NEW}\n`));
  });

  test.each([
    ['a script that makes one', `cat <<EOF | kubectl apply -f -\n${pod}EOF\n`],
    ['a text without a kind', pod.replace('kind: Pod\n', '')],
  ])('%s is no manifest, and what it names is listed', (_name, content) => {
    const text = yaml`
      kind: Bundle
      apiVersion: fleet.cattle.io/v1alpha1
      spec:
        content: |
          ${content}
    `;
    const { files, passedOver, refusals } = plan({ 'bundle.yaml': text });
    expect(files).toEqual([]);
    expect(
      [...passedOver.map(({ found }) => found), ...refusals.map(({ message }) => message)].join('\n'),
    ).toContain('ghcr.io/acme/app:v1');
  });

  test('what an object records of itself is left alone', () => {
    const text = yaml`
      kind: Pod
      apiVersion: v1
      metadata:
        annotations:
          before: |
            ${pod}
      spec:
        containers:
          - image: ghcr.io/acme/app:v1
    `;
    const [first = '', rest = ''] = edited('pod.yaml', text).split('spec:\n  containers');
    expect(first).not.toContain('v2');
    expect(rest).toContain('v2');
  });
});
