/** What one person may send. Apart from the schemas, which no client needs to load. */
export const mediaSources = ['microphone', 'camera', 'screen', 'screenAudio'] as const;
export type MediaSource = (typeof mediaSources)[number];
