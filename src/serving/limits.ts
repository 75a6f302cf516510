/** What `POST /stylize` takes; the OpenAPI document and the server both read it here. */
export const LIMITS = {
  /** Styles are numbered 0 to 25. */
  styles: 26,
  /** Longest side of the answer, pixels. */
  minSize: 16,
  maxSize: 2048,
  defaultSize: 128,
  maxBodyBytes: 10 * 1024 * 1024,
  /** Pixels of the largest image that is decoded; a small file may claim a huge one. */
  maxInputPixels: 50_000_000,
} as const;

/** Content types of the request body, with the name that the decoder gives each format. */
export const IMAGE_TYPES = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
} as const;
export type ImageType = keyof typeof IMAGE_TYPES;
