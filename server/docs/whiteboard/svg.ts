import type { BoardElement } from '../../protocol/rest/documents.ts';

const margin = 20;
type Box = { x: number; y: number; width: number; height: number };

/** A picture of a board, made without a browser: shapes, lines and words as they lie, without the hand-drawn look. */
export function renderSvg(elements: readonly BoardElement[]): string {
  const boxes = elements.map(boxOf);
  const left = Math.min(0, ...boxes.map(({ x }) => x)) - margin;
  const top = Math.min(0, ...boxes.map(({ y }) => y)) - margin;
  const right = Math.max(0, ...boxes.map(({ x, width }) => x + width)) + margin;
  const bottom = Math.max(0, ...boxes.map(({ y, height }) => y + height)) + margin;
  const [width, height] = [right - left, bottom - top];
  const shapes = elements.map((element) => shapeOf(element)).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}"><rect x="${left}" y="${top}" width="${width}" height="${height}" fill="#ffffff"/>${shapes}</svg>`;
}

const number = (value: unknown, otherwise = 0): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.round(value * 100) / 100 : otherwise;

const boxOf = (element: BoardElement): Box => ({
  x: number(element['x']),
  y: number(element['y']),
  width: number(element['width']),
  height: number(element['height']),
});

/** Nothing of what somebody wrote is markup here. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const colour = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && /^(#[0-9a-f]{3,8}|transparent|[a-z]{3,20})$/i.test(value) ? value : otherwise;

function shapeOf(element: BoardElement): string {
  const box = boxOf(element);
  const { x, y, width, height } = box;
  const middle = { x: x + width / 2, y: y + height / 2 };
  const turn = (number(element['angle']) * 180) / Math.PI;
  const stroke = colour(element['strokeColor'], '#1e1e1e');
  const fill = colour(element['backgroundColor'], 'transparent');
  const style = `stroke="${stroke}" stroke-width="${number(element['strokeWidth'], 2)}" fill="${fill}"`;
  const drawn = drawing(element, box, style, stroke);
  const opacity = number(element['opacity'], 100) / 100;
  return `<g opacity="${opacity}" transform="rotate(${turn.toFixed(2)} ${middle.x} ${middle.y})">${drawn}</g>`;
}

function drawing(element: BoardElement, { x, y, width, height }: Box, style: string, stroke: string): string {
  switch (element.type) {
    case 'rectangle':
    case 'frame':
    case 'image':
      return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" ${style}/>`;
    case 'ellipse':
      return `<ellipse cx="${x + width / 2}" cy="${y + height / 2}" rx="${width / 2}" ry="${height / 2}" ${style}/>`;
    case 'diamond': {
      const corners = [
        [x + width / 2, y],
        [x + width, y + height / 2],
        [x + width / 2, y + height],
        [x, y + height / 2],
      ];
      return `<polygon points="${corners.join(' ')}" ${style}/>`;
    }
    case 'line':
    case 'arrow':
    case 'freedraw':
      return `<polyline points="${pointsOf(element, x, y)}" ${style} fill="none" stroke-linecap="round" stroke-linejoin="round"/>`;
    case 'text':
      return textOf(element, x, y, stroke);
    default:
      return '';
  }
}

function pointsOf(element: BoardElement, x: number, y: number): string {
  const points: unknown = element['points'];
  if (!Array.isArray(points)) return '';
  return points
    .map((point: unknown) => (Array.isArray(point) ? `${x + number(point[0])},${y + number(point[1])}` : ''))
    .join(' ');
}

function textOf(element: BoardElement, x: number, y: number, stroke: string): string {
  const size = number(element['fontSize'], 20);
  const lines = typeof element['text'] === 'string' ? element['text'].split('\n') : [];
  const spans = lines.map(
    (line, index) => `<tspan x="${x}" y="${y + size * (1 + 1.25 * index)}">${escaped(line)}</tspan>`,
  );
  return `<text font-family="sans-serif" font-size="${size}" fill="${stroke}">${spans.join('')}</text>`;
}
