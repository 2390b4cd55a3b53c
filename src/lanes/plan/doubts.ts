import { departureOf } from '../../environments/past/departure.ts';
import type { GitHub, RepositoryState } from '../../github/github.ts';
import type { Doubt, DoubtedImage } from '../../promotion/gates/doubt.ts';
import { versionText } from '../../promotion/gates/words.ts';
import type { ImageSettings, ProposedImage } from '../../promotion/lane/images.ts';
import type { Lane, LaneState } from '../../promotion/lane/lane.ts';
import type { Log } from '../../runner/runner.ts';
import type { BuildOrder, OrderReader } from './build-order.ts';

/** An image that is to replace what is declared, and what is known of its way. */
export interface ArrivingImage {
  readonly image: ProposedImage & Pick<ImageSettings, 'repository' | 'source'>;
  /** What the environment declares of it now, other than this digest. */
  readonly declared: readonly Pick<ProposedImage, 'digest' | 'tag'>[];
  /** The files that declare it. */
  readonly paths: readonly string[];
  /**
   * The upstreams that offer it, and those of them that went back to it. Empty where somebody asked for it.
   */
  readonly upstreams: readonly string[];
  readonly wentBack: readonly string[];
}

/** The lane that images arrive by. */
export interface ArrivingBy {
  readonly lane: Lane;
  readonly pulls: LaneState['pulls'];
  readonly base: RepositoryState;
}

/** What doubts are found with. */
export interface DoubtTools {
  readonly github: GitHub;
  readonly order: OrderReader;
  readonly log: Pick<Log, 'info'>;
  /** Somebody said that an older build is wanted. */
  readonly allowOlder: boolean;
}

/** The images that automation does not bring by itself, each with the reason. */
export async function doubtsOf(
  images: readonly ArrivingImage[],
  by: ArrivingBy,
  tools: DoubtTools,
): Promise<readonly DoubtedImage[]> {
  const doubted: DoubtedImage[] = [];
  for (const arriving of images) {
    const doubt = await doubtOf(arriving, by, tools);
    const { name, digest, tag } = arriving.image;
    if (doubt !== undefined) doubted.push({ name, digest, tag, doubt });
  }
  return doubted;
}

async function doubtOf(
  arriving: ArrivingImage,
  { lane, pulls, base }: ArrivingBy,
  tools: DoubtTools,
): Promise<Doubt | undefined> {
  const { image, paths, upstreams, wentBack } = arriving;
  const { name, digest } = image;
  const departure = await departureOf({ lane, pulls, base, image: name, digest, paths }, tools.github);
  if (departure?.kind === 'reverted') return departure;
  const orders = await ordersOf(arriving, tools);
  if (orders.length > 0 && orders.every(({ order }) => order.kind === 'after' || order.kind === 'same'))
    return undefined;
  // A later promotion took its place here. Where upstreams offer it again, they went back to it.
  const again = departure?.kind === 'ours' ? upstreams : [];
  const back = wentBack.length > 0 ? wentBack : again;
  if (back.length > 0) return { kind: 'upstream', environments: back };
  return tools.allowOlder ? undefined : doubtOfOrder(orders);
}

/** How the image stands to one version that is declared. */
interface Ordered {
  readonly than: Pick<ProposedImage, 'digest' | 'tag'>;
  readonly order: BuildOrder;
}

async function ordersOf(
  { image, declared }: ArrivingImage,
  { order: read, log }: DoubtTools,
): Promise<readonly Ordered[]> {
  const orders: Ordered[] = [];
  for (const than of declared) {
    const order = await read({ image, digest: image.digest, other: than.digest });
    orders.push({ than, order });
    if (order.kind === 'unordered')
      log.info(
        `${image.name}: ${versionText(image)} and ${versionText(than)} are not ordered: ${order.note}.`,
      );
  }
  return orders;
}

/** One version that was built later counts, whatever the others are. */
function doubtOfOrder(orders: readonly Ordered[]): Doubt | undefined {
  const later = orders.find(({ order }) => order.kind === 'before');
  if (later !== undefined) return { kind: 'older', than: later.than };
  for (const { than, order } of orders)
    if (order.kind === 'unread') return { kind: 'unread', than, why: order.why };
  return undefined;
}
