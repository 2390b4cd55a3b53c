import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NEW, plan, REPOSITORY } from '../promotion.ts';
import { ageKey } from './age-key.ts';
import { describeWith } from './real-program.ts';
import { yaml } from '../../yaml.ts';

// Files with a secret and an image in clear. SOPS keeps a sum of what it encrypts, or of all of the file.
const FILES: readonly (readonly [name: string, text: string])[] = [
  [
    'values.yaml',
    yaml`
      password: hunter2
      image: {repository: ${REPOSITORY}, tag: v1} # of the app
    `,
  ],
  [
    'release.yaml',
    yaml`
      kind: HelmRelease
      apiVersion: helm.toolkit.fluxcd.io/v2
      metadata: {name: app}
      spec:
        values:
          image: {repository: ${REPOSITORY}, tag: v1, digest: ""}
          password: hunter2
    `,
  ],
  [
    'two.yaml',
    yaml`
      kind: Secret
      stringData: {password: hunter2}
      ---
      kind: Pod
      spec: {containers: [{image: "${REPOSITORY}:v1"}]}
    `,
  ],
  ['pod.json', `{"kind": "Pod", "password": "x", "spec": {"containers": [{"image": "${REPOSITORY}:v1"}]}}\n`],
  ['app.ini', `password = hunter2\n[app]\n; waybill: app\nimage = ${REPOSITORY}:v1\n`],
  ['app.env', `APP_IMAGE=${REPOSITORY}:v1\npassword=hunter2\n`],
];

describeWith('sops', ['--version', '--disable-version-check'], () => {
  let folder: string;
  const key = ageKey();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'waybill-sops-'));
    writeFileSync(join(folder, 'key.txt'), `${key.identity}\n`);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const settings = () => ({
    cwd: folder,
    encoding: 'utf8' as const,
    env: { PATH: process.env['PATH'], HOME: folder, SOPS_AGE_KEY_FILE: join(folder, 'key.txt') },
  });

  function encrypted(name: string, text: string, macOnlyEncrypted: boolean): string {
    writeFileSync(
      join(folder, '.sops.yaml'),
      yaml`
        creation_rules:
        - age: ${key.recipient}
          encrypted_regex: ^(password|stringData)$
          mac_only_encrypted: ${String(macOnlyEncrypted)}
      `,
    );
    writeFileSync(join(folder, name), text);
    execFileSync('sops', ['encrypt', '-i', name], settings());
    return readFileSync(join(folder, name), 'utf8');
  }

  function decrypt(name: string, text: string): { readonly status: number | null; readonly text: string } {
    writeFileSync(join(folder, name), text);
    const { status, stdout } = spawnSync('sops', ['decrypt', name], settings());
    return { status, text: stdout };
  }

  describe.each(FILES)('%s', (name, text) => {
    test('is refused where an edit would make it worthless', () => {
      const sealed = encrypted(name, text, false);
      const result = plan({ [name]: sealed });
      expect(result.files).toEqual([]);
      expect(result.refusals).toMatchObject([
        { code: 'REFERENCE_UNEDITABLE', hint: expect.stringContaining('mac_only_encrypted: true') },
      ]);
      expect(decrypt(name, sealed).status).toBe(0);
      expect(decrypt(name, sealed.replace(/v1\b/, 'v2')).status).not.toBe(0);
    });

    test('is edited where the sum covers what is encrypted alone, and can be decrypted', () => {
      const sealed = encrypted(name, text, true);
      const result = plan({ [name]: sealed });
      expect(result.refusals).toEqual([]);
      const after = result.files[0]?.after ?? '';
      expect(after).toContain('v2');
      const opened = decrypt(name, after);
      expect(opened.status).toBe(0);
      expect(opened.text).toContain('v2');
      expect(opened.text).not.toContain('v1"');
      if (name !== 'values.yaml') expect(opened.text).toContain(NEW);
    });
  });
});
