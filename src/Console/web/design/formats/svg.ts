import { labelOf, layout, type PlacedNode } from '../../graph/layout.ts';
import { smoothPath } from '../../graph/path.ts';
import type { Scope } from '../../model/definition.ts';
import { texts } from '../../texts.ts';

const margin = 16;

/** A definition as a picture that stands for itself: an SVG file, in light colours. */
export function toSvg(scope: Scope): string {
  const { nodes, edges, width, height } = layout(scope, () => true);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-margin} ${-margin} ${round(width) + 2 * margin} ${round(height) + 2 * margin}" width="${round(width) + 2 * margin}" height="${round(height) + 2 * margin}" font-family="system-ui, sans-serif">`,
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0,0L10,5L0,10z" fill="#8894a5"/></marker></defs>',
    `<rect x="${-margin}" y="${-margin}" width="100%" height="100%" fill="#ffffff"/>`,
  ];
  const drawn = [
    ...nodes.map((node) => ({ depth: 2 * node.depth, svg: box(node) })),
    ...edges.map((edge) => {
      const label = labelOf(edge.edges);
      const dash = edge.edges.length > 0 && edge.edges.every(({ kind }) => kind === 'catch') ? ' stroke-dasharray="5 4"' : '';
      const text = label && edge.label
        ? `<text x="${round(edge.label.x)}" y="${round(edge.label.y) + 4}" font-size="11" text-anchor="middle" fill="#4f5b6b" stroke="#ffffff" stroke-width="4" paint-order="stroke">${fit(label, 170, 6.2)}</text>`
        : '';
      return { depth: 2 * edge.depth - 1, svg: `<path d="${smoothPath(edge.points)}" fill="none" stroke="#8894a5" stroke-width="1.4"${dash} marker-end="url(#arrow)"/>${text}` };
    }),
  ].sort((a, b) => a.depth - b.depth);
  return `${[...parts, ...drawn.map(({ svg }) => svg), '</svg>'].join('\n')}\n`;
}

function box({ x, y, width, height, kind, state, isOpen }: PlacedNode): string {
  if (!state) {
    const middle = `cx="${round(x + width / 2)}" cy="${round(y + height / 2)}"`;
    return `<ellipse ${middle} rx="${width / 2}" ry="${height / 2}" fill="#eef1f5" stroke="#8894a5"/><text x="${round(x + width / 2)}" y="${round(y + height / 2) + 4}" font-size="10" text-anchor="middle" fill="#17202c">${kind === 'start' ? texts.graph.start : texts.graph.end}</text>`;
  }

  const left = round(x) + 10;
  return [
    `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="6" fill="${isOpen ? '#f4f6f9' : '#ffffff'}" stroke="#8894a5"/>`,
    `<text x="${left}" y="${round(y) + 19}" font-size="11" fill="#4f5b6b">${escape(state.type)}</text>`,
    `<text x="${left}" y="${round(y) + 38}" font-size="14" font-weight="600" fill="#17202c">${fit(state.name, width - 20, 7.6)}</text>`,
  ].join('');
}

function fit(text: string, width: number, each: number): string {
  const most = Math.max(1, Math.floor(width / each));
  return escape(text.length > most ? `${text.slice(0, most - 1)}…` : text);
}

/** What XML does not take, and its own signs. */
function escape(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}
