import type { Layout, PlacedNode } from './layout.ts';

/** The state that an arrow key leads to: along a way down or up, or to the one that stands nearest at the left or right. */
export function neighbour({ nodes, edges }: Layout, from: PlacedNode, key: string): PlacedNode | undefined {
  switch (key) {
    case 'ArrowDown':
      return edges.find((edge) => edge.source === from && edge.target.state)?.target ?? first(nodes, (node) => isInside(node, from));
    case 'ArrowUp':
      return edges.find((edge) => edge.target === from && edge.source.state)?.source ?? nodes.findLast((node) => node.state && node !== from && isInside(from, node));
    case 'ArrowRight':
    case 'ArrowLeft': {
      const sign = key === 'ArrowRight' ? 1 : -1;
      const away = (node: PlacedNode): number => {
        const across = (node.x + node.width / 2 - from.x - from.width / 2) * sign;
        return across <= 0 || isInside(node, from) || isInside(from, node) ? Infinity : across + 3 * Math.abs(node.y - from.y);
      };
      let best: PlacedNode | undefined;
      for (const node of nodes) {
        if (node.state && node !== from && away(node) < (best ? away(best) : Infinity)) {
          best = node;
        }
      }

      return best;
    }

    default:
      return undefined;
  }
}

function isInside(inner: PlacedNode, outer: PlacedNode): boolean {
  return inner !== outer && inner.depth > outer.depth && inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
}

function first(nodes: PlacedNode[], isMeant: (node: PlacedNode) => boolean): PlacedNode | undefined {
  return nodes.find((node) => node.state && isMeant(node));
}
