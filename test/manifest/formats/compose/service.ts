import { yaml } from '../../../yaml.ts';

/** A Compose file of one service. */
export const service = (image: string): string => yaml`
  services:
    app:
      image: ${image}
`;
