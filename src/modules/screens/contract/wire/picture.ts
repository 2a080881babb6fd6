import { z } from 'zod';
import { CAPTURE_KINDS, type CaptureKind } from '../../domain/watch.ts';

export type CaptureType = CaptureKind;

const Name = z.string().max(255);
/** An image in base64, with or without `data:image/…;base64,`; PNG, JPEG or WebP. Its size is limited by the message's. */
const Base64 = z.string();

/** `infoscreen/{uuid}/dashboard`, version 2: everything at a glance, with the picture. Unknown keys are kept out. */
export const DashboardMessage = z.object({
  message: z.object({ client_id: Name.nullish(), status: Name.nullish() }),
  content: z.object({
    screenshot: z
      .union([Base64, z.object({ data: Base64, filename: Name.nullish(), timestamp: Name.nullish(), size: z.number().nullish() })])
      .nullish(),
  }),
  runtime: z.object({}).loose(),
  metadata: z.object({
    schema_version: Name.nullish(),
    published_at: Name.nullish(),
    capture: z.object({ type: z.enum(CAPTURE_KINDS).default('periodic'), captured_at: Name.nullish() }).optional(),
  }),
});
export type DashboardMessage = z.infer<typeof DashboardMessage>;

/** `infoscreen/{uuid}/screenshot`: the picture alone. */
export const ScreenshotMessage = z.object({
  image: Base64,
  screenshot_type: z.enum(CAPTURE_KINDS).default('periodic'),
  timestamp: Name.nullish(),
});
export type ScreenshotMessage = z.infer<typeof ScreenshotMessage>;
