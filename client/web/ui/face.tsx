import { faceColorOf, shownFaceColor } from './face-colors.ts';
import classes from './face.module.css';

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters
    .map((word) => Array.from(word ?? '')[0] ?? '')
    .join('')
    .toLocaleUpperCase();
}

interface FaceProps {
  readonly id: string;
  readonly name: string;
  readonly size?: number;
  /** As they chose it; who chose none, or whose is not known, has one made from the id. */
  readonly color?: string | null | undefined;
  readonly presence?: 'ONLINE' | 'AWAY' | 'OFFLINE';
}

/** Somebody's picture: their initials, drawn by the style. The name stands beside it, so they are no text of the page. */
export function Face({ id, name, size = 32, color, presence }: FaceProps) {
  return (
    <span
      className={classes.face}
      style={{
        backgroundColor: shownFaceColor(color ?? faceColorOf(id)),
        width: size,
        height: size,
        fontSize: size * 0.4,
      }}
      data-presence={presence}
      data-initials={initials(name)}
      aria-hidden="true"
    />
  );
}
