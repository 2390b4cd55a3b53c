/** What every command says of how it prints. */
export const OUTPUT = `      --json                   print one JSON object instead of text
      --color, --no-color      with or without colour; else NO_COLOR,
                               FORCE_COLOR and the terminal decide
  -h, --help                   print this`;

const WHICH_REPO = `      --repository OWNER/NAME  the config repo; else GITHUB_REPOSITORY, or where
                               the folder was cloned from
      --branch NAME            where waybill.yaml is read; else the default one`;

const PROOF = `      --trusted-root FILE      the trusted_root.json of your own Sigstore; it is
                               trusted beside those that are known
                               For a GitHub Enterprise Server set
                               GITHUB_API_URL`;

const ON_GITHUB = `${WHICH_REPO}
      --dry-run                say what would happen, and write nothing
                               The token is GH_TOKEN or GITHUB_TOKEN. For a
                               GitHub Enterprise Server set GITHUB_API_URL`;

/** What `--help` says of the commands that ask GitHub. */
export const HELP_ON_GITHUB = {
  doctor: `waybill doctor: look whether a config repo has what Waybill needs

Usage:
  waybill doctor [--repository OWNER/NAME]

Run it in the root of a clone of the config repo, with a token in GH_TOKEN or
GITHUB_TOKEN. It reads waybill.yaml, the workflows and the objects of Flux and
Argo CD here, and the settings on GitHub: the rules of the branch and the App
that their status is bound to, auto-merge, merge methods, what workflows and the
App may do, who reads the packages, and whether tags can be moved. It writes
nothing. Each line is "fine", "missing" with the click or the command that mends
it, or "unknown" where the token may not look: an owner's token sees the most.

Options:
${WHICH_REPO}
                               For a GitHub Enterprise Server set
                               GITHUB_API_URL
${OUTPUT}

Exit code: 0 nothing is missing; 1 something is, or could not be read; 2 wrong
usage.

Example:
  GH_TOKEN=$(gh auth token) waybill doctor
`,
  verify: `waybill verify: say whether a pull request of the config repo may be merged

Usage:
  waybill verify PULL

PULL is the number of a pull request, or its address. It is judged as the action
"verify" judges it, by the waybill.yaml of its base branch, with a token in
GH_TOKEN or GITHUB_TOKEN. No status is set. Each gate stands with its reason.
Where an environment asks who built an image, so do the rule, every place that
was asked, and every attestation with what it proves or why it does not.

Options:
${WHICH_REPO}
${PROOF}
${OUTPUT}

Exit code: 0 it may be merged; 1 it may not now, or nobody can say; 2 wrong
usage.

Example:
  GH_TOKEN=$(gh auth token) waybill verify 7
`,
  explain: `waybill explain: say what each environment says of a digest, and why

Usage:
  waybill explain DIGEST [--image NAME]

DIGEST is sha256:… or REPOSITORY@sha256:…. It is asked about as if a pull
request brought it now: every gate with its reason, and where an environment
asks who built an image, the rule that counts, every place that was asked, and
every attestation with what it proves or why it does not. It needs a token in
GH_TOKEN or GITHUB_TOKEN, and writes nothing.

Options:
  -i, --image NAME             an image of waybill.yaml; once for each. Without,
                               all that have the digest
${WHICH_REPO}
${PROOF}
${OUTPUT}

Exit code: 0 explained, whatever the gates say; 1 no image has the digest, or
something could not be read; 2 wrong usage.

Example:
  GH_TOKEN=$(gh auth token) waybill explain ghcr.io/acme/api@sha256:2c26…
`,
  pause: `waybill pause: keep an environment's lanes from being merged

Usage:
  waybill pause ENVIRONMENT --reason TEXT [--until WHEN] [--image NAME…]

Opens the pull request that pauses the environment, on GitHub. The pause is in
force as long as that is open, and says why on each pull request of a lane.

Options:
      --reason TEXT            why; needed
      --until WHEN             when it ends by itself: 30m, 2h, 3d, or a moment
                               with its zone, 2026-01-05T12:00:00Z
  -i, --image NAME             an image or a group; once for each. Without, the
                               whole environment
${ON_GITHUB}
${OUTPUT}

Exit code: 0 paused, also when it was already; 1 not possible; 2 wrong usage.

Example:
  waybill pause prod --reason "checkout is slow" --until 2h
`,
  resume: `waybill resume: end a pause

Usage:
  waybill resume ENVIRONMENT [--image NAME…] [--reason TEXT]

Closes the pull request that pauses the environment. Where that was merged,
another one takes the entry out again, and GitHub merges it once its rules let
it; until then the pause stays in force.

Options:
  -i, --image NAME             an image or a group; once for each. Without,
                               everything that is paused
      --reason TEXT            why, for the pull request
${ON_GITHUB}
${OUTPUT}

Exit code: 0 done, also when nothing was paused; 1 not possible; 2 wrong usage.
`,
  where: `waybill where: say in which environments a change is, and what it waits for

Usage:
  waybill where COMMIT|DIGEST|PULL

A commit is acme/shop@1e3fc79, a pull request acme/shop#12; without the
repository it is the only source of waybill.yaml. A digest is written in full.
Each environment has a line: running, failed, pending (declared, and not known
to run), declared (nothing says how it runs), proposed, or not there.

Options:
${WHICH_REPO}
                               The token is GH_TOKEN or GITHUB_TOKEN
${OUTPUT}

Exit code: 0 it is in an environment, or proposed to one; 1 it is in none;
2 wrong usage.

Example:
  waybill where acme/shop#12
`,
  report: `waybill report: say how an image runs, for an agent of your own

Usage:
  waybill report --environment NAME --image NAME[=DIGEST] --state STATE

Sets the commit status reported/ENVIRONMENT/IMAGE on the commit that declares
the image. Name it in "health" of the environment: gates and observe read it.

Options:
      --environment NAME       the environment
      --target NAME            one of its targets, where it has any; the status
                               is reported/ENVIRONMENT/TARGET/IMAGE then
  -i, --image NAME[=DIGEST]    the image; with a digest only if that is declared
      --state STATE            healthy, pending or failed
      --reason TEXT            a few words beside it
      --url ADDRESS            where to see more
${ON_GITHUB}
${OUTPUT}

Exit code: 0 reported; 1 not possible; 2 wrong usage.

Example:
  waybill report --environment dev --image api --state healthy
`,
} as const;
