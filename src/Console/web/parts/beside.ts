import { formatJson } from './format.ts';

/** Two texts as they are shown beside each other: as they are written, or both laid out where one of them is a single line. */
export function beside(left: string, right: string): [string, string] {
  return [left, right].every((text) => text.trim().includes('\n')) ? [left, right] : [formatJson(left), formatJson(right)];
}
