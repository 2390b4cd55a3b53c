import { driftHelp } from './drift-help.ts';
import { HELP_ON_GITHUB, OUTPUT } from './help-on-github.ts';

/** The version in package.json; a test keeps the two together. */
export const VERSION = '0.1.0';

/** The commands, in the order that help shows them. */
export const COMMANDS = [
  'init',
  'doctor',
  'plan',
  'set',
  'lint',
  'verify',
  'explain',
  'pause',
  'resume',
  'drift',
  'where',
  'report',
] as const;
export type Command = (typeof COMMANDS)[number];

export const OVERVIEW = `waybill: bring an image's digest into the files that declare an environment

Usage:
  waybill init [--write]      propose a waybill.yaml and two workflows
  waybill doctor              say what is missing in the settings, workflows and
                              agents of a config repo, and what mends it
  waybill plan ENVIRONMENT --image NAME=REFERENCE
  waybill plan PATH…       --image IMAGE=REFERENCE
                              show what would change, as a diff; write nothing
  waybill set PATH…        --image IMAGE=REFERENCE
                              change the files of the working tree
  waybill lint [FILE]         check waybill.yaml
  waybill verify PULL         say whether a pull request may be merged, and why
  waybill explain DIGEST      say what each environment says of a digest, why
  waybill pause ENVIRONMENT --reason TEXT
                              keep its lanes from being merged, on GitHub
  waybill resume ENVIRONMENT  end that
  waybill drift ENVIRONMENT   compare what runs with what is declared
  waybill where COMMIT|DIGEST|PULL
                              say in which environments it is
  waybill report --environment NAME --image NAME --state STATE
                              say how an image runs, for an agent of your own

  waybill COMMAND --help      explain one command
  waybill --version

Only the text of the image reference changes; every other byte of a file stays
as it is. When anything is unclear nothing is written, and the message says
where and why. A place that is passed over is pointed at by a comment behind it:
"# waybill: IMAGE"; docs/shapes.md has all that is recognised.
`;

const IMAGE_FORMS = `  -i, --image IMAGE=REFERENCE  the image, and what to bring it to; once for
                               each. IMAGE is its repository. REFERENCE is one
                               of
                                 REPOSITORY:TAG@sha256:…   the whole reference
                                 TAG@sha256:…              tag and digest
                                 sha256:…                  the digest alone
                                 TAG                       the registry is asked
                                                           for the digest
                               REPOSITORY:TAG@sha256:… without IMAGE= means the
                               same as with it`;

const SHARED = `      --pin digest|tag         what is written where a file holds a tag alone:
                               tag and digest (the default), or the tag. A
                               digest that stands in a file is always brought up
                               to date. With "tag" the registry is asked only if
                               there is one
      --fill-empty-tags        write the tag where Helm values have tag: ""
      --app-version            write the tag into appVersion of the chart, too`;

const HELP: Readonly<Record<Command, string>> = {
  ...HELP_ON_GITHUB,
  plan: `waybill plan: show what would change, as a unified diff; write nothing

Usage:
  waybill plan ENVIRONMENT --image NAME=REFERENCE…
  waybill plan PATH… --image IMAGE=REFERENCE…

With the name of an environment, images and files are those of waybill.yaml, and
the files are looked for below the current folder. A folder that is called as an
environment is written ./NAME.

Options:
${IMAGE_FORMS}
                               With an environment, IMAGE may be a name of
                               waybill.yaml: api=v1.4.0@sha256:…
${SHARED}
  -c, --config FILE            another waybill.yaml than the current folder's
${OUTPUT}

The diff goes to standard output and can be given to "git apply"; what is said
about it goes to standard error. When anything stands in the way there is no
diff, and everything that does is told at once, with file, line and what to do.

Exit code: 0 planned, also when nothing would change; 1 nothing matched or not
possible; 2 wrong usage.

Example:
  waybill plan staging --image api=v1.4.0
`,
  set: `waybill set: bring images into files of the working tree

Usage:
  waybill set PATH… --image IMAGE=REFERENCE…

PATH is a file, or a folder with everything below it. Symbolic links are not
followed, and .git is not entered.

Options:
${IMAGE_FORMS}
${SHARED}
      --dry-run                say what would change, and write nothing
${OUTPUT}

Each file is replaced by a rename and keeps its owner and mode. Ctrl-C leaves
everything as it was, and what a kill left is removed by the next run. When
anything stands in the way no file is written, and everything that does is told
at once on standard error, with file, line and what to do.

Exit code: 0 done, also when all is there already; 1 nothing matched or not
possible; 2 wrong usage.

Example:
  waybill set envs/dev --image ghcr.io/acme/api=v1.4.0
`,
  lint: `waybill lint: check waybill.yaml

Usage:
  waybill lint [FILE]

FILE is the waybill.yaml of the current folder when it is left out. Everything
that is wrong is reported at once, with line and column. A pattern that matches
no file beside it is a warning, and so is a key that is not acted on yet.

Options:
${OUTPUT}

Exit code: 0 valid; 1 not valid, or not there; 2 wrong usage.
`,
  init: `waybill init: propose a waybill.yaml and two workflows for a config repo

Usage:
  waybill init [--write]

Run it in the root of the config repo. It reads the files below, finds images
and the environments that folders and files are called after, and prints the
waybill.yaml, advance.yml and verify.yml that it would write. What nobody can
know from the files stands there as a comment that begins with "unsure:".

Options:
      --write                  write the files; none of them may be there yet
${OUTPUT}

Exit code: 0 done; 1 no file declares an image, or a file is there already;
2 wrong usage.
`,
  drift: driftHelp(OUTPUT),
};

export function helpOf(command: Command): string {
  return HELP[command];
}
