import { describe, expect, test } from '@jest/globals';
import { secretObjections } from '../../src/verification/secrets.ts';
import { yaml } from '../yaml.ts';

const said = (text: string, path = 'envs/prod/secret.yaml'): readonly string[] =>
  secretObjections([{ path, text }]).map(({ reason, words }) => `${reason} ${words}`);

const secret = (values: string): string => yaml`
  apiVersion: v1
  kind: Secret
  metadata: { name: db }
  ${values}
`;

const SEALED = Buffer.alloc(300, 7).toString('base64');

describe('a secret in plain text', () => {
  test.each<[string, string]>([
    ['data', secret('data: { password: aHVudGVyMg== }')],
    ['stringData', secret('stringData: { password: hunter2 }')],
    ['several documents', `a: 1\n---\n${secret('stringData: { password: hunter2 }')}`],
    [
      'a list',
      yaml`
      apiVersion: v1
      kind: List
      items:
        - { apiVersion: v1, kind: Secret, metadata: { name: db }, stringData: { password: hunter2 } }
    `,
    ],
    [
      'half of it encrypted',
      secret('stringData: { a: "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]", password: hunter2 }'),
    ],
    [
      'something that begins as if SOPS had encrypted it',
      secret('stringData: { password: "ENC[AES256_GCM,data:x] hunter2" }'),
    ],
    ['an anchor', `x: &p hunter2\n---\n${secret('stringData: { password: hunter2 }')}`],
  ])('is refused with its line: %s', (_, text) => {
    expect(said(text)).toEqual([
      expect.stringMatching(
        /^PLAINTEXT_SECRET envs\/prod\/secret\.yaml:\d+: the Secret db has password in plain text\.$/,
      ),
    ]);
  });

  test('is in JSON, too, and the value is never said', () => {
    const text = JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' } },
      stringData: { password: 'hunter2' },
    });
    const words = said(text, 'envs/prod/secret.json');
    expect(words).toHaveLength(1);
    expect(words.join()).not.toContain('hunter2');
  });
});

describe('what is no secret in plain text', () => {
  test.each<[string, string]>([
    ['no values', secret('type: Opaque')],
    ['an empty value', secret('stringData: { password: "" }')],
    ['what SOPS encrypted', secret('stringData: { password: "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]" }')],
    ['a placeholder of Argo CD', secret('stringData: { password: <path:secret/data/db#password> }')],
    ['a variable of Flux', secret('stringData: { password: "${DB_PASSWORD}" }')],
    ['a template', secret('stringData: { password: {{ .Values.password }} }')],
    ['a ConfigMap', secret('data: { password: hunter2 }').replace('kind: Secret', 'kind: ConfigMap')],
    [
      'another kind of that name',
      secret('data: { a: b }').replace('apiVersion: v1', 'apiVersion: acme.dev/v1'),
    ],
    [
      'an ExternalSecret',
      yaml`
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata: { name: db }
      spec: { data: [{ secretKey: password, remoteRef: { key: db } }] }
    `,
    ],
    [
      'a SealedSecret',
      yaml`
      apiVersion: bitnami.com/v1alpha1
      kind: SealedSecret
      metadata: { name: db, namespace: shop }
      spec:
        encryptedData: { password: ${SEALED} }
        template: { metadata: { name: db, namespace: shop } }
    `,
    ],
    ['a file that is no YAML', 'a: [\n'],
  ])('passes: %s', (_, text) => {
    expect(said(text)).toEqual([]);
  });
});

test.each(['hunter2', 'aHVudGVyMg==', '"not base64!"', '""'])(
  'a SealedSecret with %s is refused',
  (value) => {
    const text = yaml`
    apiVersion: bitnami.com/v1alpha1
    kind: SealedSecret
    metadata: { name: db, namespace: shop }
    spec: { encryptedData: { password: ${value} } }
  `;
    expect(said(text)).toEqual([
      expect.stringMatching(/^SECRET_BROKEN .*: the SealedSecret db has password that is no ciphertext\.$/),
    ]);
  },
);
