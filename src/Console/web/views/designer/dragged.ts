/** What is dragged from the palette to the graph: the id of an item. */
const kind = 'application/x-asl-item';

export function drag(data: DataTransfer, item: string): void {
  data.setData(kind, item);
  data.effectAllowed = 'copy';
}

/** Whether something of the palette is dragged. What, is not to be known before it is dropped. */
export function isDragged(data: DataTransfer): boolean {
  return data.types.includes(kind);
}

export function dragged(data: DataTransfer): string | undefined {
  return data.getData(kind) || undefined;
}
