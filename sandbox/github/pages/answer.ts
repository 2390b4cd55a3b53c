import type { Answer } from '../http/answer.ts';
import type { World } from '../state/world.ts';

/** What a browser sees. */
export function answerPage(world: World, url: URL): Promise<Answer> {
  return Promise.resolve({ status: 404, bytes: Buffer.from(`${world.url}${url.pathname}`) });
}
