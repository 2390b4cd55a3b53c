import { yaml } from '../../yaml.ts';
import type { Carrier } from './carrier.ts';

const R = 'ghcr.io/acme/app';

/** What stands beside the reference and must stay. */
export const SURROUNDINGS: readonly Carrier[] = [
  { feature: 'tabs between tokens', text: `image:\t${R}:@\t\t# c\nb:\t[ 1,\t2 ]\n` },
  {
    feature: 'plain multi-line beside it',
    text: yaml`
      a: one
        two

        three
      image: ${R}:@
    `,
  },
  {
    feature: 'double-quoted multi-line beside it',
    text: yaml`
      a: "one

        two \
        three"
      image: ${R}:@
    `,
  },
  {
    feature: 'colons and hashes in plain scalars',
    text: yaml`
      a: b:c#d
      url: http://x/#y
      image: ${R}:@
    `,
  },
  {
    feature: 'indicators in plain scalars',
    text: yaml`
      a: -b
      c: ?d
      e: :f
      g: a!b&c*d
      image: ${R}:@
    `,
  },
  {
    feature: 'aliases beside it',
    text: yaml`
      a: &a [x]
      b: *a
      c: {*a : y}
      image: ${R}:@
    `,
  },
  {
    feature: 'anchor names with odd letters',
    text: yaml`
      a: &a.b/c-d@1 x
      b: *a.b/c-d@1
      image: ${R}:@
    `,
  },
  {
    feature: 'redefined anchor',
    text: yaml`
      a: &a 1
      b: *a
      c: &a 2
      d: *a
      image: ${R}:@
    `,
  },
  {
    feature: 'custom tags beside it',
    text: yaml`
      a: !Ref x
      b: !!binary aGk=
      c: !x [1]
      image: ${R}:@
    `,
  },
  {
    feature: 'empty values beside it',
    text: yaml`
      a:
      b: ~
      c: ""
      ? d
      image: ${R}:@
    `,
  },
  { feature: 'blank lines of blanks', text: `a: 1\n   \n\t\nimage: ${R}:@\n  \n` },
  {
    feature: 'comments at every indent',
    text: yaml`
      # 0
        # 2
      a:
            # 6
        b: 1
       # 1
      image: ${R}:@
          # 4
    `,
  },
  { feature: 'next line and line separator characters', text: `a: "\u0085\u2028"\nimage: ${R}:@\n` },
  {
    feature: 'emoji and combining letters',
    text: yaml`
      "👩‍👩‍👧": é
      image: ${R}:@ # ñ
    `,
  },
  { feature: 'byte order mark', text: `\ufeffimage: ${R}:@\n` },
  { feature: 'carriage returns', text: `a: |\r\n  x\r\nimage: ${R}:@\r\n` },
  { feature: 'no line ending at the end', text: `image: ${R}:@` },
  {
    feature: 'empty key',
    text: yaml`
      : a
      image: ${R}:@
    `,
  },
  { feature: 'empty key in flow', text: `{? : a, image: "${R}:@"}\n` },
  { feature: 'keys without values in flow', text: `{a, b: , "c", image: "${R}:@"}\n` },
  {
    feature: 'anchors on empty values and on keys',
    text: yaml`
      a: &a
      &k b: &v c
      ? &e
      : d
      image: ${R}:@
    `,
  },
  {
    feature: 'tag without a name',
    text: yaml`
      a: ! 12
      image: ! "${R}:@"
    `,
  },
  {
    feature: 'verbatim tag',
    text: yaml`
      a: !<!odd> x
      image: !<tag:yaml.org,2002:str> ${R}:@
    `,
  },
  { feature: 'blank lines of tabs in literal blocks', text: `a: |\n  x\n  \t\n  y\nimage: ${R}:@\n` },
  {
    feature: 'what looks like document markers',
    text: yaml`
      a: ---b
      c: "
        --- d"
      e: ...f
      image: ${R}:@
    `,
  },
  {
    feature: 'comments between a key and its value',
    text: yaml`
      image: # one
        # two
        ${R}:@ # three
    `,
  },
  { feature: 'JSON', text: `[\n\t{"image": "${R}:@", "n": 1.0e+2, "s": "\\ud83d\\ude80"}\n]\n` },
];
