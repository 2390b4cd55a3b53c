import { yaml } from '../../yaml.ts';

export const KUSTOMIZATION = yaml`
  images:
  - name: ghcr.io/acme/app
    newTag: v1
`;
