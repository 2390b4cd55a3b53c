/** A test by its file and its title; `%s` in the title stands for the cases of a table. */
export interface NamedTest {
  readonly file: string;
  readonly title: string;
}

/** How something real behaves, where that is tested in the stand-in, and where for the product. */
export interface RealityRow {
  readonly fact: string;
  readonly standIn: readonly NamedTest[];
  readonly product: readonly NamedTest[];
}

const PLAYS = 'test/sandbox/registry/plays.test.ts';
const BUILDS = 'test/actions/build/named-registries.test.ts';
const CLIENT = 'test/registry/named-registries.test.ts';
const LOGINS = 'test/registry/login/logins.test.ts';
const SCOPED = 'test/registry/login/scoped-logins.test.ts';
const PACKAGES = 'test/e2e/private-packages.test.ts';

const at = (file: string, ...titles: string[]): readonly NamedTest[] =>
  titles.map((title) => ({ file, title }));

/**
 * What real registries do, and the specification does not lead one to expect. The tests of the product were
 * seen to fail with the mend taken out: the words of ECR, the question to Harbor, the token server of
 * Scaleway, the scoped logins, the workflow's token for ghcr.io, and HEAD in place of GET for tags.
 */
export const REGISTRIES: readonly RealityRow[] = [
  {
    fact: 'Quay, Docker Hub and ghcr.io answer 401 or 403 for a repository that is not there, also to a good login.',
    standIn: at(
      PLAYS,
      'at %s is answered %i to a good login',
      'at %s answers the first push %i',
      'with basic authentication is 401 too, until something is pushed',
    ),
    product: at(BUILDS, 'at %s builds, and tags what it built', 'with %s builds nothing'),
  },
  {
    fact: 'Harbor up to 2.7 answers the referrers with 401.',
    standIn: at(PLAYS, 'at %s are answered %i'),
    product: at(
      CLIENT,
      'keeps the list of artifacts under the tag that stands for it',
      'is still told apart from a login that may not read',
    ),
  },
  {
    fact: 'GitLab refuses an artifact of a type that it does not know, and reads sha256-<hex> as the digest.',
    standIn: at(
      PLAYS,
      'refuses an artifact of a type that it does not know',
      'reads the tag sha256-<hex> as the digest',
    ),
    product: [
      ...at(
        CLIENT,
        'lists no artifacts of an image with %s',
        'refuses the record by its type, and the error says which',
        'keeps no list of what it takes either, and the error says so',
      ),
      ...at(
        BUILDS,
        'is a warning at %s, and the outputs have the image with its record',
        'is not asked to with "attach: false"',
      ),
    ],
  },
  {
    fact: 'Aliyun refuses the empty config of an artifact, and types that it does not know; it has no referrers.',
    standIn: at(
      PLAYS,
      'Aliyun has no referrers, and refuses the empty config and types that it does not know',
    ),
    product: [
      ...at(
        CLIENT,
        'Aliyun, which refuses the empty config of an artifact, is named with the type that it does not know',
      ),
      ...at(BUILDS, 'is a warning at %s, and the outputs have the image with its record'),
    ],
  },
  {
    fact: 'An immutable tag cannot be written again, not even on the digest that it has. Harbor says so before it reads what is pushed.',
    standIn: at(
      PLAYS,
      'cannot be written again, not even on the digest that it has; a new tag can',
      'an immutable tag of Harbor is told before what is pushed is read; a tag that moves, after it',
      '%s calls itself %s when it asks for a login',
    ),
    product: at(
      BUILDS,
      'that would move stop the build before it begins at Harbor, and the error names each',
      'that would move are found after the build where the registry reads first what is pushed (%s)',
      'are looked for in a way that takes back no move of another run (%s, request %i)',
      'that are new are written, also the one of the record',
    ),
  },
  {
    fact: 'ghcr.io has no referrers: the tag of the record becomes the newest of the package, if it is written last.',
    standIn: at(PLAYS, 'at %s are answered %i'),
    product: at(
      BUILDS,
      'come after the tag of its record, the last one last, so that a package page shows the image',
    ),
  },
  {
    fact: 'Docker Hub counts a GET of a manifest as a pull, and a HEAD not.',
    standIn: at(PLAYS, 'counts a GET of a manifest as a pull, and a HEAD not'),
    product: [
      ...at(
        'test/registry/content/tagged-digest.test.ts',
        'is no pull on Docker Hub; resolving a tag is one, and putting it where it is none',
      ),
      ...at(
        'test/actions/promote/pulls.test.ts',
        'a promotion of %s reads each image once, and when there is nothing to do that one',
      ),
    ],
  },
  {
    fact: 'Token servers live under another domain: Scaleway, a GitLab of one’s own, a name before Artifactory.',
    standIn: at(
      PLAYS,
      'gives tokens on another address than its own, and names that address',
      'names the address that it is told to, for a client that reaches it by a name',
    ),
    product: at(
      LOGINS,
      'is known for Scaleway in %s',
      'is asked where the owner trusts it for this registry',
    ),
  },
  {
    fact: 'docker/login-action with scope leaves its login in a folder of buildx.',
    standIn: [],
    product: at(
      SCOPED,
      'in %s is used for what it is for',
      'in %s is not used for another repository or action',
      'is looked for in $BUILDX_CONFIG where that is set',
    ),
  },
  {
    fact: 'A package on ghcr.io that was pushed from a private repository gives another repository nothing.',
    standIn: at(PLAYS, 'answer %s'),
    product: [
      ...at(
        PACKAGES,
        'is promoted with the token of the workflow, and without a login step',
        'is recorded with it too',
        'that gives the repository nothing fails with the place where its owner gives access',
      ),
      ...at(
        'test/house/examples.test.ts',
        'may read private packages where they use an action of ours, and log in to ghcr.io by no step',
      ),
    ],
  },
];
