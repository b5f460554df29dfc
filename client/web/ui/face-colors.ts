/** White initials are legible on each (4.5:1). */
export const faceColors = [
  '#7a4b2a',
  '#2a6a31',
  '#1c5f83',
  '#5b4a8a',
  '#8b3223',
  '#3b5b5a',
  '#875200',
  '#6b3d63',
] as const;

/** One colour a person, the same on every screen. */
export const faceColorOf = (id: string): string =>
  faceColors[Number.parseInt(id.replaceAll('-', '').slice(-4), 16) % faceColors.length] ?? faceColors[0];
