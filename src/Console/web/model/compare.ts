import type { Frame, History, Visit } from './history.ts';
import { isSameJson } from './sameJson.ts';

/** What two visits of a state may differ in. */
export type Difference = 'status' | 'error' | 'input' | 'output' | 'variables';

/** A line of the comparison: a state that both visited, or one of them; or a branch or iteration around some. */
export interface ComparedRow {
  key: string;
  depth: number;
  left: Visit | undefined;
  right: Visit | undefined;
  /** Of a row that is no visit. */
  frames?: { left: Frame | undefined; right: Frame | undefined };
  differences: Difference[];
}

export interface Comparison {
  rows: ComparedRow[];
  /** The places of the first row that only one has, and of the first where the same state has other data, if any. */
  partsAt: number | undefined;
  differsAt: number | undefined;
}

/** Two executions side by side: their visits of the same states, in order, together, and within them branches and iterations. */
export function compare(left: History, right: History): Comparison {
  const rows: ComparedRow[] = [];
  addFrames(rows, left.root, right.root, 0);
  const isVisit = (row: ComparedRow): boolean => row.frames === undefined;
  const at = (test: (row: ComparedRow) => boolean): number | undefined => {
    const place = rows.findIndex(test);
    return place < 0 ? undefined : place;
  };
  return {
    rows,
    partsAt: at((row) => isVisit(row) && (row.left === undefined) !== (row.right === undefined)),
    differsAt: at((row) => isVisit(row) && row.left !== undefined && row.right !== undefined && row.differences.length > 0),
  };
}

function addFrames(rows: ComparedRow[], left: Frame | undefined, right: Frame | undefined, depth: number): void {
  for (const [l, r] of align(left?.visits ?? [], right?.visits ?? [])) {
    rows.push({ key: `${l?.id ?? ''}/${r?.id ?? ''}`, depth, left: l, right: r, differences: l && r ? differencesOf(l, r) : [] });
    for (const [i, [inLeft, inRight]] of pairFrames(l, r).entries()) {
      rows.push({
        key: `${l?.id ?? ''}/${r?.id ?? ''}/${i}`,
        depth: depth + 1,
        left: undefined,
        right: undefined,
        frames: { left: inLeft, right: inRight },
        differences: inLeft && inRight && inLeft.status !== inRight.status ? ['status'] : [],
      });
      addFrames(rows, inLeft, inRight, depth + 2);
    }
  }
}

/** Branches that begin with the same state, and iterations of the same index, of the same try. */
function pairFrames(left: Visit | undefined, right: Visit | undefined): [Frame | undefined, Frame | undefined][] {
  const pairs = new Map<string, [Frame | undefined, Frame | undefined]>();
  [left, right].forEach((visit, side) => {
    for (const frame of visit?.frames ?? []) {
      const key = `${frame.round} ${frame.kind === 'branch' ? frame.visits[0]?.state : frame.index}`;
      const pair = pairs.get(key) ?? [undefined, undefined];
      pair[side] = frame;
      pairs.set(key, pair);
    }
  });
  return [...pairs.values()];
}

function differencesOf(left: Visit, right: Visit): Difference[] {
  const differs = (a: string | undefined, b: string | undefined): boolean => a !== b && (a === undefined || b === undefined || !isSameJson(a, b));
  return [
    ...(left.status === right.status ? [] : (['status'] as const)),
    ...(left.error === right.error && left.cause === right.cause ? [] : (['error'] as const)),
    ...(differs(left.input, right.input) ? (['input'] as const) : []),
    ...(differs(left.output, right.output) ? (['output'] as const) : []),
    ...(differs(variablesOf(left), variablesOf(right)) ? (['variables'] as const) : []),
  ];
}

/** The variables that a visit assigned, as the JSON text of an object. */
export function variablesOf({ assigned }: Visit): string | undefined {
  return assigned && `{${Object.entries(assigned).map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

type Pair = [Visit | undefined, Visit | undefined];

/** More differences than these are not looked for: what is left stands apart. */
const mostEdits = 1000;

/**
 * The visits of two lines of states, those of the same states together: as few as possible stand alone (E. W. Myers, "An O(ND) Difference
 * Algorithm and Its Variations", 1986).
 */
function align(left: readonly Visit[], right: readonly Visit[]): Pair[] {
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start]!.state === right[start]!.state) {
    start++;
  }

  let end = 0;
  while (end < shorter - start && left.at(-1 - end)!.state === right.at(-1 - end)!.state) {
    end++;
  }

  const together = (from: number, to: number): Pair[] => left.slice(from, to).map((visit, i) => [visit, right[from + i]]);
  return [
    ...together(0, start),
    ...alignMiddle(left.slice(start, left.length - end), right.slice(start, right.length - end)),
    ...left.slice(left.length - end).map((visit, i): Pair => [visit, right[right.length - end + i]]),
  ];
}

function alignMiddle(left: readonly Visit[], right: readonly Visit[]): Pair[] {
  const trace = left.length > 0 && right.length > 0 ? furthest(left, right) : undefined;
  if (!trace) {
    return [...left.map((visit): Pair => [visit, undefined]), ...right.map((visit): Pair => [undefined, visit])];
  }

  // Back from the ends, an edit at a time.
  const pairs: Pair[] = [];
  let x = left.length;
  let y = right.length;
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const reached = trace[edits]!;
    const k = x - y;
    const isInsertion = edits > 0 && (k === -edits || (k !== edits && at(reached, k - 1) < at(reached, k + 1)));
    const from = edits === 0 ? 0 : isInsertion ? at(reached, k + 1) : at(reached, k - 1) + 1;
    while (x > from && y > from - k) {
      pairs.push([left[--x], right[--y]]);
    }

    if (edits > 0) {
      pairs.push(isInsertion ? [undefined, right[--y]] : [left[--x], undefined]);
    }
  }

  return pairs.reverse();
}

/** Of each number of edits, how far on each diagonal one came with one edit less. Nothing where more are needed than are looked for. */
function furthest(left: readonly Visit[], right: readonly Visit[]): Int32Array[] | undefined {
  const most = Math.min(left.length + right.length, mostEdits);
  const trace: Int32Array[] = [];
  let reached = new Int32Array(3);
  for (let edits = 0; edits <= most; edits++) {
    trace.push(reached);
    const next = new Int32Array(2 * edits + 3);
    for (let k = -edits; k <= edits; k += 2) {
      let x = edits === 0 ? 0 : k === -edits || (k !== edits && at(reached, k - 1) < at(reached, k + 1)) ? at(reached, k + 1) : at(reached, k - 1) + 1;
      while (x < left.length && x - k < right.length && left[x]!.state === right[x - k]!.state) {
        x++;
      }

      next[k + edits + 1] = x;
      if (x >= left.length && x - k >= right.length) {
        return trace;
      }
    }

    reached = next;
  }

  return undefined;
}

/** How far a row came on a diagonal; the row of d edits has 2d + 3 places, its diagonal 0 in the middle. */
function at(reached: Int32Array, k: number): number {
  return reached[k + ((reached.length - 1) >> 1)] ?? -1;
}
