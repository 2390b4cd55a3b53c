import { yaml } from '../../yaml.ts';
import type { Carrier } from './carrier.ts';

const R = 'ghcr.io/acme/app';

/** The scalar that holds the reference, in every style. */
export const SCALARS: readonly Carrier[] = [
  { feature: 'plain scalar', text: `image: ${R}:@\n` },
  {
    feature: 'single-quoted scalar with quotes in it',
    text: yaml`
      a: 'it''s'
      image: '${R}:@'
      b: ''''
    `,
  },
  {
    feature: 'double-quoted scalar with escapes in it',
    text: yaml`
      a: "\x41\u00e9\U0001F680\t\"\\"
      image: "${R}:@"
    `,
  },
  { feature: 'an escaped character in the reference itself', text: `image: "ghcr.io\\x2facme/app:@"\n` },
  { feature: 'an escaped slash, as in JSON', text: `{"image": "ghcr.io\\/acme\\/app:@"}\n` },
  {
    feature: 'literal block',
    text: yaml`
      image: |
        ${R}:@
    `,
  },
  {
    feature: 'literal block, stripped',
    text: yaml`
      image: |-

        ${R}:@


      b: 1
    `,
  },
  {
    feature: 'literal block, kept',
    text: yaml`
      image: |+
        ${R}:@


      b: 1
    `,
  },
  {
    feature: 'folded block of one line',
    text: yaml`
      image: >
        ${R}:@
    `,
  },
  {
    feature: 'block with indentation indicator',
    text: yaml`
      image: |2-
        ${R}:@
    `,
  },
  {
    feature: 'block with a comment on its header',
    text: yaml`
      image: >- # why
        ${R}:@
    `,
  },
  { feature: 'block with trailing blank lines of blanks', text: `image: |-\n  ${R}:@\n   \n  \n` },
  {
    feature: 'value on the line below its key',
    text: yaml`
      image:
        ${R}:@
    `,
  },
  {
    feature: 'value behind a comment',
    text: yaml`
      image: # first
        # second
        ${R}:@
    `,
  },
  { feature: 'value behind an anchor', text: `image: &x ${R}:@\n` },
  {
    feature: 'value behind an anchor on the line above',
    text: yaml`
      image: &x
        ${R}:@
    `,
  },
  { feature: 'value behind a tag', text: `image: !!str ${R}:@\n` },
  { feature: 'value behind a tag and an anchor', text: `image: !!str &x "${R}:@"\n` },
  { feature: 'verbatim tag', text: `image: !<tag:yaml.org,2002:str> ${R}:@\n` },
];
