import type { DestinationInputs } from '../../environments/destination.ts';
import type { Digest } from '../../image/digest.ts';
import type { Asked } from '../../promotion/lane/purpose.ts';
import type { PullSettings } from '../pull-settings.ts';

/** What shall go back, and who asks for it. */
export interface RollBackRequest extends DestinationInputs {
  readonly environment: string;
  /** Names of images and groups; empty for the whole environment. */
  readonly images: readonly string[];
  /** A digest that the environment declared before; what it declared last when undefined. */
  readonly to: Digest | undefined;
  readonly asked: Asked;
  /** Whether what is left must not come back by itself. */
  readonly hold: boolean;
  /** Whether nothing newer is merged until a person resumes; undefined: where Waybill merges by itself. */
  readonly pause?: boolean | undefined;
  /** Digests that are not gone back to: they failed here before. */
  readonly passOver?: readonly { readonly image: string; readonly digest: Digest }[];
  /** How many commits of each file are looked through. */
  readonly depth: number;
  readonly pull: PullSettings;
  readonly dryRun: boolean;
  /** The web address of GitHub, for links. */
  readonly server: string;
}
