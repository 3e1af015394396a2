import { Graph, layout as arrangeByRanks } from '@dagrejs/dagre';
import { type Chain, chainsOf } from './chains.ts';
import { labelOf, type PlacedEdge, type PlacedNode } from './layout.ts';

// Beyond it the best ranks take seconds to find; the simplest do.
const many = 150;
// And beyond this even those take minutes.
const most = 4000;
const gap = 34;

/**
 * Finds the places of states, of one scope, from top to bottom, and the points of the lines between them. Of many states those that
 * follow one another without a fork go as one through the search for places, which takes more than linear time and stack.
 */
export function arrange(nodes: readonly PlacedNode[], lines: readonly PlacedEdge[]): void {
  const chains = chainsOf(nodes, nodes.length > many ? lines : [], gap);
  const all = new Set(chains.values());
  try {
    if (all.size <= most) {
      arrangeChains(all, chains, lines);
      return;
    }
  } catch (e) {
    if (!(e instanceof RangeError)) {
      throw e;
    }
    // Ways that fork at each of thousands of states in a row are more than the stack holds.
  }

  arrangeAsColumn(nodes, lines);
}

function arrangeChains(all: ReadonlySet<Chain>, chains: ReadonlyMap<PlacedNode, Chain>, lines: readonly PlacedEdge[]): void {
  const graph = new Graph({ multigraph: false });
  graph.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: gap, edgesep: 14, marginx: 0, marginy: 0, ranker: all.size > many ? 'longest-path' : 'network-simplex' });
  for (const { id, width, height } of all) {
    graph.setNode(id, { width, height });
  }

  const between = lines.filter(({ source, target }) => source === target || chains.get(source) !== chains.get(target));
  for (const line of between) {
    const text = labelOf(line.edges);
    graph.setEdge(chains.get(line.source)!.id, chains.get(line.target)!.id, text ? { width: Math.min(170, 12 + text.length * 6.2), height: 18, labelpos: 'c' } : {});
  }

  arrangeByRanks(graph);
  for (const { id, nodes, height } of all) {
    const { x, y } = graph.node(id);
    let top = y - height / 2;
    for (const node of nodes) {
      node.x = x - node.width / 2;
      node.y = top;
      top += node.height + gap;
    }
  }

  for (const line of between) {
    const at = graph.edge(chains.get(line.source)!.id, chains.get(line.target)!.id);
    line.points = at.points;
    if (at.x !== undefined && at.y !== undefined) {
      line.label = { x: at.x, y: at.y };
    }
  }

  for (const line of lines) {
    const chain = chains.get(line.source)!;
    if (line.source !== line.target && chain === chains.get(line.target)) {
      line.points = chain.nodes.indexOf(line.target) > 0 ? straight(line) : beside(line, graph.node(chain.id).x + chain.width / 2 + 18);
    }
  }
}

/** One below the other, in the order in which they stand. */
function arrangeAsColumn(nodes: readonly PlacedNode[], lines: readonly PlacedEdge[]): void {
  const width = nodes.reduce((most, node) => Math.max(most, node.width), 0);
  const rows = new Map<PlacedNode, number>();
  let top = 0;
  for (const [row, node] of nodes.entries()) {
    rows.set(node, row);
    node.x = (width - node.width) / 2;
    node.y = top;
    top += node.height + gap;
  }

  for (const [i, line] of lines.entries()) {
    line.points = rows.get(line.target)! - rows.get(line.source)! === 1 ? straight(line) : beside(line, width + 18 + 6 * (i % 40));
    if (labelOf(line.edges)) {
      line.label = line.points[Math.floor(line.points.length / 2)]!;
    }
  }
}

function straight({ source, target }: PlacedEdge) {
  const x = source.x + source.width / 2;
  return [{ x, y: source.y + source.height }, { x, y: target.y }];
}

/** Out at the right of one state and in at the right of the other. */
function beside({ source, target }: PlacedEdge, x: number) {
  const [from, to] = [source, target].map((node) => ({ x: node.x + node.width, y: node.y + Math.min(node.height, 52) / 2 }));
  return [from!, { x, y: from!.y }, { x, y: to!.y }, to!];
}
