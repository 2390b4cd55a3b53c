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
  { feature: 'single-quoted scalar with quotes in it', text: `a: 'it''s'\nimage: '${R}:@'\nb: ''''\n` },
  {
    feature: 'double-quoted scalar with escapes in it',
    text: `a: "\\x41\\u00e9\\U0001F680\\t\\"\\\\"\nimage: "${R}:@"\n`,
  },
  { feature: 'an escaped character in the reference itself', text: `image: "ghcr.io\\x2facme/app:@"\n` },
  { feature: 'an escaped slash, as in JSON', text: `{"image": "ghcr.io\\/acme\\/app:@"}\n` },
  { feature: 'literal block', text: `image: |\n  ${R}:@\n` },
  { feature: 'literal block, stripped', text: `image: |-\n\n  ${R}:@\n\n\nb: 1\n` },
  { feature: 'literal block, kept', text: `image: |+\n  ${R}:@\n\n\nb: 1\n` },
  { feature: 'folded block of one line', text: `image: >\n  ${R}:@\n` },
  { feature: 'block with indentation indicator', text: `image: |2-\n  ${R}:@\n` },
  { feature: 'block with a comment on its header', text: `image: >- # why\n  ${R}:@\n` },
  { feature: 'block with trailing blank lines of blanks', text: `image: |-\n  ${R}:@\n   \n  \n` },
  { feature: 'value on the line below its key', text: `image:\n  ${R}:@\n` },
  { feature: 'value behind a comment', text: `image: # first\n  # second\n  ${R}:@\n` },
  { feature: 'value behind an anchor', text: `image: &x ${R}:@\n` },
  { feature: 'value behind an anchor on the line above', text: `image: &x\n  ${R}:@\n` },
  { feature: 'value behind a tag', text: `image: !!str ${R}:@\n` },
  { feature: 'value behind a tag and an anchor', text: `image: !!str &x "${R}:@"\n` },
  { feature: 'verbatim tag', text: `image: !<tag:yaml.org,2002:str> ${R}:@\n` },
  {
    feature: 'tag handle from a directive',
    text: `%TAG !y! tag:yaml.org,2002:\n---\nimage: !y!str ${R}:@\n`,
  },
  { feature: 'YAML directive', text: `%YAML 1.2\n---\nimage: ${R}:@\n` },
  { feature: 'document markers', text: `---\na: 1\n...\n---\nimage: ${R}:@\n...\n` },
  { feature: 'document on the line of its marker', text: `--- {image: "${R}:@"}\n` },
  { feature: 'block map on the line below its marker', text: `--- # c\nimage: ${R}:@\n--- |\n literal\n` },
  { feature: 'explicit key', text: `? image\n: ${R}:@\n` },
  { feature: 'explicit key with blanks', text: `?   image\n:   "${R}:@"   # c\n` },
  { feature: 'complex key beside it', text: `? {a: [b, c]}\n: d\n? - e\n: f\nimage: ${R}:@\n` },
  { feature: 'quoted key', text: `"image": ${R}:@\n'tag': x\n` },
  { feature: 'key with an escape', text: `"im\\x61ge": ${R}:@\n` },
  { feature: 'blanks before the colon', text: `image   : ${R}:@\n` },
  { feature: 'colon without a blank in flow', text: `{"image":"${R}:@"}\n` },
  { feature: 'flow map over lines', text: `x: {\n    image\n    :\n    "${R}:@"\n    ,\n    y: z }\n` },
  { feature: 'flow list of single pairs', text: `images: [image: ${R}:@, b: c]\n` },
  { feature: 'flow in flow', text: `[{a: [b, {image: '${R}:@'}]}, [[]], {}]\n` },
  { feature: 'comments in flow', text: `{ # one\n  a: b, # two\n  image: "${R}:@" # three\n} # four\n` },
  { feature: 'trailing comma in flow', text: `{image: "${R}:@",}\n` },
  { feature: 'list without indent', text: `a:\n- image: ${R}:@\n- b\n` },
  { feature: 'list of lists', text: `- - - image: ${R}:@\n    - 2\n  - 3\n- 4\n` },
  { feature: 'map in a list, first key on the dash', text: `-   image: ${R}:@\n    tag2: x\n-\n  b: 1\n` },
  { feature: 'dash alone', text: `-\n  -\n    image: ${R}:@\n` },
  { feature: 'tabs between tokens', text: `image:\t${R}:@\t\t# c\nb:\t[ 1,\t2 ]\n` },
  { feature: 'plain multi-line beside it', text: `a: one\n  two\n\n  three\nimage: ${R}:@\n` },
  { feature: 'double-quoted multi-line beside it', text: `a: "one\n\n  two \\\n  three"\nimage: ${R}:@\n` },
  { feature: 'colons and hashes in plain scalars', text: `a: b:c#d\nurl: http://x/#y\nimage: ${R}:@\n` },
  { feature: 'indicators in plain scalars', text: `a: -b\nc: ?d\ne: :f\ng: a!b&c*d\nimage: ${R}:@\n` },
  { feature: 'aliases beside it', text: `a: &a [x]\nb: *a\nc: {*a : y}\nimage: ${R}:@\n` },
  { feature: 'anchor names with odd letters', text: `a: &a.b/c-d@1 x\nb: *a.b/c-d@1\nimage: ${R}:@\n` },
  { feature: 'redefined anchor', text: `a: &a 1\nb: *a\nc: &a 2\nd: *a\nimage: ${R}:@\n` },
  { feature: 'custom tags beside it', text: `a: !Ref x\nb: !!binary aGk=\nc: !x [1]\nimage: ${R}:@\n` },
  { feature: 'empty values beside it', text: `a:\nb: ~\nc: ""\n? d\nimage: ${R}:@\n` },
  { feature: 'blank lines of blanks', text: `a: 1\n   \n\t\nimage: ${R}:@\n  \n` },
  {
    feature: 'comments at every indent',
    text: `# 0\n  # 2\na:\n      # 6\n  b: 1\n # 1\nimage: ${R}:@\n    # 4\n`,
  },
  { feature: 'next line and line separator characters', text: `a: "\u0085\u2028"\nimage: ${R}:@\n` },
  { feature: 'emoji and combining letters', text: `"👩‍👩‍👧": é\nimage: ${R}:@ # ñ\n` },
  { feature: 'byte order mark', text: `\ufeffimage: ${R}:@\n` },
  { feature: 'carriage returns', text: `a: |\r\n  x\r\nimage: ${R}:@\r\n` },
  { feature: 'no line ending at the end', text: `image: ${R}:@` },
  { feature: 'empty key', text: `: a\nimage: ${R}:@\n` },
  { feature: 'empty key in flow', text: `{? : a, image: "${R}:@"}\n` },
  { feature: 'keys without values in flow', text: `{a, b: , "c", image: "${R}:@"}\n` },
  { feature: 'anchors on empty values and on keys', text: `a: &a\n&k b: &v c\n? &e\n: d\nimage: ${R}:@\n` },
  { feature: 'tag without a name', text: `a: ! 12\nimage: ! "${R}:@"\n` },
  { feature: 'verbatim tag', text: `a: !<!odd> x\nimage: !<tag:yaml.org,2002:str> ${R}:@\n` },
  { feature: 'blank lines of tabs in literal blocks', text: `a: |\n  x\n  \t\n  y\nimage: ${R}:@\n` },
  { feature: 'what looks like document markers', text: `a: ---b\nc: "\n  --- d"\ne: ...f\nimage: ${R}:@\n` },
  { feature: 'comments between a key and its value', text: `image: # one\n  # two\n  ${R}:@ # three\n` },
  { feature: 'JSON', text: `[\n\t{"image": "${R}:@", "n": 1.0e+2, "s": "\\ud83d\\ude80"}\n]\n` },
];
