/** The server's choice for who has not chosen (`avatarColorFor`): others see one by it, and so does oneself. */
export const faceColors = [
  '#1971c2',
  '#2f9e44',
  '#c2255c',
  '#6741d9',
  '#e8590c',
  '#0c8599',
  '#9c36b5',
  '#846358',
] as const;

export const faceColorOf = (id: string): string =>
  faceColors[Number.parseInt(id.slice(0, 6), 16) % faceColors.length] ?? faceColors[0];

/** As the picture shows it: dark enough for white initials (4.5:1). */
export const shownFaceColor = (color: string): string => `color-mix(in srgb, ${color} 80%, #14171f)`;
