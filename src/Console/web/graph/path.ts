import type { Point } from './layout.ts';

/** A smooth line through points, as a path of SVG. */
export function smoothPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) {
    return '';
  }

  let path = `M${text(first)}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const bend = rest[i]!;
    const next = rest[i + 1]!;
    const to = i === rest.length - 2 ? last : { x: (bend.x + next.x) / 2, y: (bend.y + next.y) / 2 };
    path += `Q${text(bend)} ${text(to)}`;
  }

  return rest.length === 1 ? `${path}L${text(last)}` : path;
}

function text({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}
