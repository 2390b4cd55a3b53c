import { yaml } from '../yaml.ts';

/**
 * One carrier per feature of YAML that a careless editor breaks: written after the headings of the YAML test
 * suite (https://github.com/yaml/yaml-test-suite). `@` stands where a reference, or its tag, is planted; each
 * carrier shows how.
 */
export interface Carrier {
  readonly feature: string;
  /** With `@` in place of the tag. */
  readonly text: string;
}

const R = 'ghcr.io/acme/app';

export const CARRIERS: readonly Carrier[] = [
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
