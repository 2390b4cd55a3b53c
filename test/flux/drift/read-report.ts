import { z } from 'zod';

const reportSchema = z.object({
  objects: z.array(
    z.object({
      kind: z.string(),
      name: z.string(),
      state: z.string(),
      note: z.string().nullable(),
      comparedBy: z.string(),
      differences: z.array(
        z.object({
          path: z.string(),
          kind: z.string(),
          declared: z.string().nullable(),
          live: z.string().nullable(),
          by: z.string().nullable(),
        }),
      ),
      tolerated: z.array(z.object({ path: z.string(), reason: z.string() })),
    }),
  ),
});

export type FoundObject = z.infer<typeof reportSchema>['objects'][number];

/** The objects that `waybill drift --json` printed. */
export function objectsOf(printed: string): readonly FoundObject[] {
  return reportSchema.parse(JSON.parse(printed)).objects;
}
