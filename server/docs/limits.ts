/** What a document may cost, in bytes of its V1 encoding, and what may lie beside it. */
export const limits = {
  /** One message. What somebody wrote offline comes as one. */
  frameBytes: 2_000_000,
  documentBytes: 8_000_000,
  /** While the log is away, so much waits in memory for it; then people are asked to come back later. */
  unsavedBytes: 16_000_000,
  /** One picture, and all of a session together. */
  fileBytes: 4_000_000,
  sessionFileBytes: 100_000_000,
} as const;
