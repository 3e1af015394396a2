import type { PlacedEdge, PlacedNode, Point } from './layout.ts';

const rowGap = 40;
const columnGap = 28;
const lane = 26;

/**
 * How many rows below the first each node lies: below all that lead to it, ways back left out. In the order of the nodes where they are
 * free. O(nodes + edges).
 */
export function rowsOf(nodes: readonly PlacedNode[], edges: readonly PlacedEdge[]): Map<PlacedNode, number> {
  const out = new Map<PlacedNode, PlacedNode[]>(nodes.map((node) => [node, []]));
  for (const { source, target } of edges) {
    out.get(source)!.push(target);
  }

  // Depth first without recursion: definitions are as long as they like.
  const isDone = new Map<PlacedNode, boolean>();
  const order: PlacedNode[] = [];
  const ahead: [PlacedNode, PlacedNode][] = [];
  const start = nodes.find(({ kind }) => kind === 'start');
  for (const root of start ? [start, ...nodes] : nodes) {
    const path: { node: PlacedNode; next: number }[] = [];
    const visit = (node: PlacedNode): void => {
      isDone.set(node, false);
      path.push({ node, next: 0 });
    };
    if (!isDone.has(root)) {
      visit(root);
    }

    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = out.get(top.node)![top.next++];
      if (!target) {
        isDone.set(top.node, true);
        order.push(top.node);
        path.pop();
      } else if (isDone.get(target) !== false) {
        ahead.push([top.node, target]);
        if (!isDone.has(target)) {
          visit(target);
        }
      }
    }
  }

  const from = new Map<PlacedNode, PlacedNode[]>();
  for (const [source, target] of ahead) {
    addTo(from, target, source);
  }

  const rows = new Map<PlacedNode, number>();
  for (const node of order.reverse()) {
    rows.set(node, (from.get(node) ?? []).reduce((row, source) => Math.max(row, rows.get(source)! + 1), 0));
  }

  return rows;
}

/**
 * Places nodes in rows, for graphs that are too large to be placed with care: ways to the next row are straight, all others go along the
 * right side, and those back along the left, as cables in a duct. O(n log n).
 */
export function placeInRows(nodes: readonly PlacedNode[], edges: readonly PlacedEdge[], rows: ReadonlyMap<PlacedNode, number>): void {
  const lines: PlacedNode[][] = [];
  for (const node of nodes) {
    (lines[rows.get(node)!] ??= []).push(node);
  }

  const sources = new Map<PlacedNode, PlacedNode[]>();
  for (const { source, target } of edges) {
    if (rows.get(target)! === rows.get(source)! + 1) {
      addTo(sources, target, source);
    }
  }

  const middle = (node: PlacedNode): number => node.x + node.width / 2;
  let y = 0;
  let [left, right] = [0, 0];
  for (const line of lines) {
    const wanted = new Map(line.map((node) => {
      const above = sources.get(node) ?? [];
      return [node, above.reduce((sum, source) => sum + middle(source), 0) / Math.max(1, above.length)];
    }));
    line.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
    let x = -(line.reduce((sum, { width }) => sum + width + columnGap, -columnGap) / 2);
    const height = Math.max(...line.map((node) => node.height));
    left = Math.min(left, x);
    for (const node of line) {
      Object.assign(node, { x, y });
      x += node.width + columnGap;
    }

    right = Math.max(right, x - columnGap);
    y += height + rowGap;
  }

  for (const edge of edges) {
    route(edge, rows.get(edge.target)! - rows.get(edge.source)!, left - lane, right + lane);
  }

  // From where the lane at the left begins.
  const shift = lane - left;
  for (const node of nodes) {
    node.x += shift;
  }

  for (const edge of edges) {
    edge.points = edge.points.map((point) => ({ x: point.x + shift, y: point.y }));
    if (edge.label) {
      edge.label.x += shift;
    }
  }
}

function addTo(lists: Map<PlacedNode, PlacedNode[]>, key: PlacedNode, value: PlacedNode): void {
  const list = lists.get(key);
  if (list) {
    list.push(value);
  } else {
    lists.set(key, [value]);
  }
}

function route(edge: PlacedEdge, span: number, left: number, right: number): void {
  const { source, target } = edge;
  const middle = ({ y, height }: PlacedNode): number => y + Math.min(height, 52) / 2;
  let label: Point;
  if (span === 1) {
    const from = { x: source.x + source.width / 2, y: source.y + source.height };
    const to = { x: target.x + target.width / 2, y: target.y };
    edge.points = [from, { x: from.x, y: from.y + 12 }, { x: to.x, y: to.y - 12 }, to];
    label = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  } else {
    const isAhead = span > 1;
    const x = isAhead ? right : left;
    const side = (node: PlacedNode): number => (isAhead ? node.x + node.width : node.x);
    const from = { x: side(source), y: middle(source) };
    // A way to itself ends below where it begins.
    const to = { x: side(target), y: middle(target) + (span === 0 ? 14 : 0) };
    edge.points = [from, { x, y: from.y }, { x, y: (from.y + to.y) / 2 }, { x, y: to.y }, to];
    label = { x: (from.x + x) / 2, y: from.y };
  }

  if (edge.edges.some((each) => each.label !== undefined || each.kind === 'default')) {
    edge.label = label;
  }
}
