import { expect, test } from '@jest/globals';
import { plan } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

// The reader hides a template behind letters. Nobody is to see these.
test.each([
  [
    'a mention',
    'config.yaml',
    yaml`
      kind: Warehouse
      note: ghcr.io/acme/app:\${{ tagOf("api") }}
    `,
  ],
  [
    'a registry of another repository',
    'values.yaml',
    yaml`
      image: {registry: "{{ .Values.registry }}", repository: other/app, tag: v1}
    `,
  ],
  [
    'a repository of another image',
    'values.yaml',
    yaml`
      image: {repository: "{{ .Values.group }}/app", tag: v1}
    `,
  ],
  [
    'a variable in a tag',
    'deployment.yaml',
    yaml`
      kind: Deployment
      spec: {template: {spec: {containers: [{image: "ghcr.io/acme/app:\${{ .tag }}"}]}}}
    `,
  ],
  [
    'a value that a marker names',
    'config.yaml',
    yaml`
      kind: Thing
      sum: "{{ .Values.first }}.{{ .Values.second }}" # waybill: app {digest}
    `,
  ],
])('a template in a message is shown as it is written: %s', (_name, path, text) => {
  const { refusals, passedOver } = plan({ [path]: text });
  const told = [
    ...refusals.map(({ message }) => message),
    ...passedOver.map(({ found, reason }) => `${found}: ${reason}`),
  ];
  expect(told.join('\n')).toContain('{{');
  expect(told.join('\n')).not.toMatch(/x{6}/);
});
