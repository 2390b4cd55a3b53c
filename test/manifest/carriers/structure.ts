import { yaml } from '../../yaml.ts';
import type { Carrier } from './carrier.ts';

const R = 'ghcr.io/acme/app';

/** Documents, keys and collections around the reference. */
export const STRUCTURE: readonly Carrier[] = [
  {
    feature: 'tag handle from a directive',
    text: yaml`
      %TAG !y! tag:yaml.org,2002:
      ---
      image: !y!str ${R}:@
    `,
  },
  {
    feature: 'YAML directive',
    text: yaml`
      %YAML 1.2
      ---
      image: ${R}:@
    `,
  },
  {
    feature: 'document markers',
    text: yaml`
      ---
      a: 1
      ...
      ---
      image: ${R}:@
      ...
    `,
  },
  { feature: 'document on the line of its marker', text: `--- {image: "${R}:@"}\n` },
  {
    feature: 'block map on the line below its marker',
    text: yaml`
      --- # c
      image: ${R}:@
      --- |
       literal
    `,
  },
  {
    feature: 'explicit key',
    text: yaml`
      ? image
      : ${R}:@
    `,
  },
  {
    feature: 'explicit key with blanks',
    text: yaml`
      ?   image
      :   "${R}:@"   # c
    `,
  },
  {
    feature: 'complex key beside it',
    text: yaml`
      ? {a: [b, c]}
      : d
      ? - e
      : f
      image: ${R}:@
    `,
  },
  {
    feature: 'quoted key',
    text: yaml`
      "image": ${R}:@
      'tag': x
    `,
  },
  { feature: 'key with an escape', text: `"im\\x61ge": ${R}:@\n` },
  { feature: 'blanks before the colon', text: `image   : ${R}:@\n` },
  { feature: 'colon without a blank in flow', text: `{"image":"${R}:@"}\n` },
  {
    feature: 'flow map over lines',
    text: yaml`
      x: {
          image
          :
          "${R}:@"
          ,
          y: z }
    `,
  },
  { feature: 'flow list of single pairs', text: `images: [image: ${R}:@, b: c]\n` },
  { feature: 'flow in flow', text: `[{a: [b, {image: '${R}:@'}]}, [[]], {}]\n` },
  {
    feature: 'comments in flow',
    text: yaml`
      { # one
        a: b, # two
        image: "${R}:@" # three
      } # four
    `,
  },
  { feature: 'trailing comma in flow', text: `{image: "${R}:@",}\n` },
  {
    feature: 'list without indent',
    text: yaml`
      a:
      - image: ${R}:@
      - b
    `,
  },
  {
    feature: 'list of lists',
    text: yaml`
      - - - image: ${R}:@
          - 2
        - 3
      - 4
    `,
  },
  {
    feature: 'map in a list, first key on the dash',
    text: yaml`
      -   image: ${R}:@
          tag2: x
      -
        b: 1
    `,
  },
  {
    feature: 'dash alone',
    text: yaml`
      -
        -
          image: ${R}:@
    `,
  },
];
