import { labelOf, type PlacedEdge, type PlacedNode } from './layout.ts';

/** States that follow one another, of which each leads only to the next and is led to only from the one before. */
export interface Chain {
  /** That of the first. */
  id: string;
  nodes: PlacedNode[];
  width: number;
  height: number;
}

/**
 * The chain of every state, which may be alone in it. O(states + lines).
 * @param lines What may join them: those with a label do not.
 * @param gap Between two states of a chain.
 */
export function chainsOf(nodes: readonly PlacedNode[], lines: readonly PlacedEdge[], gap: number): Map<PlacedNode, Chain> {
  const next = new Map<PlacedNode, PlacedEdge[]>();
  const before = new Map<PlacedNode, number>();
  for (const line of lines) {
    next.set(line.source, [...(next.get(line.source) ?? []), line]);
    before.set(line.target, (before.get(line.target) ?? 0) + 1);
  }

  const follower = (node: PlacedNode): PlacedNode | undefined => {
    const [only, other] = next.get(node) ?? [];
    return only && !other && only.target !== node && before.get(only.target) === 1 && labelOf(only.edges) === '' ? only.target : undefined;
  };
  const followers = new Set(nodes.map(follower));
  const chains = new Map<PlacedNode, Chain>();
  const begin = (first: PlacedNode): void => {
    const chain: Chain = { id: first.id, nodes: [], width: 0, height: -gap };
    for (let node: PlacedNode | undefined = first; node && !chains.has(node); node = follower(node)) {
      chains.set(node, chain);
      chain.nodes.push(node);
      chain.width = Math.max(chain.width, node.width);
      chain.height += gap + node.height;
    }
  };
  for (const node of nodes) {
    if (!followers.has(node)) {
      begin(node);
    }
  }

  // What is left goes round in circles, which may begin anywhere.
  for (const node of nodes) {
    if (!chains.has(node)) {
      begin(node);
    }
  }

  return chains;
}
