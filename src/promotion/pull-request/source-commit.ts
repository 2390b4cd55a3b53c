/** One commit of a source repository. Everything in it is foreign text. */
export interface SourceCommit {
  readonly oid: string;
  readonly headline: string;
  /** Login, or the name in the commit where GitHub knows no user. */
  readonly author: string | undefined;
  /** Number of the pull request that brought it. */
  readonly pull: number | undefined;
}

/** A release of a source repository, on a commit that matters here. Everything in it is foreign text. */
export interface SourceRelease {
  readonly tag: string;
  /** The title that its author gave it; often the tag once more. */
  readonly name: string;
  /** Markdown. */
  readonly notes: string;
  readonly url: string;
  /** The commit that its tag points to. */
  readonly commit: string;
}

/** What lies between the two commits of an image. */
export type SourceChanges =
  | {
      readonly kind: 'known';
      readonly repository: string;
      readonly from: string;
      readonly to: string;
      /** Commits that the new image has and the old one has not, newest first. */
      readonly added: readonly SourceCommit[];
      /** Commits that the old image has and the new one has not: it goes back, or aside. */
      readonly removed: readonly SourceCommit[];
      /** There are more than were read. */
      readonly more: boolean;
      /** Of the commits above, and of the two that are compared, newest first. */
      readonly releases: readonly SourceRelease[];
      /** Address of the comparison page. */
      readonly url: string;
    }
  /** Both images were built from the same commit. */
  | { readonly kind: 'same'; readonly repository: string; readonly commit: string }
  /** The image of one side says nothing of its source. */
  | { readonly kind: 'unrecorded'; readonly side: 'old' | 'new' }
  /** The registry did not say what the image of one side is. */
  | { readonly kind: 'unanswered'; readonly side: 'old' | 'new' }
  /** A record alone says what the image of one side was built from. */
  | {
      readonly kind: 'unvouched';
      readonly side: 'old' | 'new';
      readonly repository: string;
      readonly commit: string;
    }
  /** The source repository could not be read. `reason` is a sentence. */
  | { readonly kind: 'unreadable'; readonly repository: string; readonly reason: string };
