import { describe, expect, test } from '@jest/globals';
import { edited, NEW, plan } from '../../promotion.ts';

describe('an environment file', () => {
  test.each([
    ['image and tag', 'IMAGE=ghcr.io/acme/app\nTAG=v1\n'],
    ['in small letters', 'image=ghcr.io/acme/app\ntag=v1\n'],
    ['the registry apart', 'APP_REGISTRY=ghcr.io\nAPP_REPOSITORY=acme/app\nAPP_TAG=v1\n'],
    ['a registry that the name does not need', 'REGISTRY=quay.io\nIMAGE=ghcr.io/acme/app\nTAG=v1\n'],
  ])('%s', (_name, text) => {
    expect(edited('.env', text)).toBe(text.replace('v1', 'v2'));
  });

  test.each(['IMG', 'APP_IMG', 'SIDECAR_IMAGE_REF'])('a whole reference in %s', (name) => {
    const text = `${name}=ghcr.io/acme/app:v1\n`;
    expect(edited('.env', text)).toBe(text.replace('v1', `v2@${NEW}`));
  });

  test('without a tag is refused with what to do', () => {
    const [refusal] = plan({ '.env': 'APP_IMAGE=ghcr.io/acme/app\n' }).refusals;
    expect(refusal?.hint).toContain('_TAG');
  });
});
