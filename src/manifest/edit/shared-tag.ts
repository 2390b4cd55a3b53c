import { globalTagOver } from '../layers/global-tags.ts';
import type { FilesSurvey } from '../survey/survey.ts';
import type { Obstacle } from '../view/describe.ts';
import type { ReferenceSlot, Span } from '../view/reference-slot.ts';
import { locateInFile } from '../view/view.ts';

/**
 * Why a place without a tag of its own is refused where the values have a tag for all images. That is no
 * place of one image, and nobody but the templates knows which images take it.
 */
export function sharedTagOver(slot: ReferenceSlot, span: Span, survey: FilesSurvey): Obstacle | undefined {
  const shared = globalTagOver(slot, survey);
  if (shared?.tag === undefined) return undefined;
  const isEmpty = slot.shape === 'split' && slot.tag !== undefined;
  const what = isEmpty ? 'the tag is empty' : 'there is no tag beside the repository';
  const { file, line } = locateInFile(shared.view, shared.tag.node.start);
  return {
    span,
    reason: `${what}, and the tag of all images in ${file}:${line} may decide it`,
    hint: 'Write a tag of its own beside the repository, or change by hand what all images share. An empty tag is filled where that is allowed ("fill-empty-tag" of the image in waybill.yaml, --fill-empty-tags at a prompt).',
  };
}
