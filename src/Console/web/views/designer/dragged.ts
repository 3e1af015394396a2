import { isWithin } from '../../model/pointer.ts';

/** What is dragged to a place in the graph: an item of the palette by its id, or a state that is there, by its place. */
export type Dragged = { item: string } | { state: string };

const kind = 'application/x-asl';

export function drag(data: DataTransfer, what: Dragged): void {
  data.setData(kind, JSON.stringify(what));
  data.effectAllowed = 'all';
}

/** Whether something is dragged that can be dropped in the graph. What, is not to be known before it is dropped. */
export function isDragged(data: DataTransfer): boolean {
  return data.types.includes(kind);
}

export function dragged(data: DataTransfer): Dragged | undefined {
  // It may come from another page: what it names is looked up, and refused where it is not there.
  try {
    const what = JSON.parse(data.getData(kind)) as { item?: unknown; state?: unknown };
    return typeof what.item === 'string' ? { item: what.item } : typeof what.state === 'string' && isWithin(what.state, '') ? { state: what.state } : undefined;
  } catch {
    return undefined;
  }
}
