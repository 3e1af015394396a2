import { type Node, parseTree } from 'jsonc-parser';
import type { Document } from '../document.ts';

/** How a text is laid out, as far as what is put into it has to know. */
export interface Style {
  /** What a level is indented by. */
  unit: string;
  /** Whether it stands on several lines. */
  isMultiline: boolean;
  /** What stands behind a colon and, on one line, behind a comma. */
  gap: string;
}

const widest = 80;

/** How a document is laid out; one in which nothing stands yet, on several lines. */
export function styleOf({ text, tree }: Document): Style {
  const first = tree?.children?.[0];
  if (!tree || !first) {
    return { unit: '  ', isMultiline: true, gap: ' ' };
  }

  const isMultiline = text.slice(tree.offset, first.offset).includes('\n');
  const indent = isMultiline ? indentAt(text, first.offset).slice(indentAt(text, tree.offset).length) : '';
  const colon = first.colonOffset;
  return { unit: indent || '  ', isMultiline, gap: isMultiline || colon === undefined || /\s/.test(text[colon + 1] ?? ' ') ? ' ' : '' };
}

/** The white space at the beginning of the line that an offset is in. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

/**
 * JSON text as it stands in a document: what has several lines stays as it is written but for its indentation, what has one is laid out
 * as the document is.
 * @param indent What the line is indented by that it begins in.
 */
export function layOut(json: string, { unit, isMultiline, gap }: Style, indent: string): string {
  const text = json.trim();
  if (text.includes('\n') && isMultiline) {
    return reindent(text, indent);
  }

  const tree = /^[[{]/.test(text) ? parseTree(text) : undefined;
  return tree ? print(text, tree, isMultiline ? unit : undefined, gap, indent) : text;
}

/** Moves the lines behind the first, so that the outermost of them are indented by `indent`. */
export function reindent(text: string, indent: string): string {
  const [first, ...rest] = text.split('\n');
  const least = rest.reduce((least, line) => (line.trim() ? Math.min(least, line.length - line.trimStart().length) : least), Infinity);
  return [first, ...rest.map((line) => (line.trim() ? indent + line.slice(least) : line))].join('\n');
}

/** Numbers and strings stay as they are written. `unit` is missing for one line. */
function print(text: string, node: Node, unit: string | undefined, gap: string, indent: string): string {
  const children = node.children ?? [];
  if (node.type === 'property') {
    return `${children[0] ? written(text, children[0]) : ''}:${gap}${children[1] ? print(text, children[1], unit, gap, indent) : ''}`;
  }

  if (node.type !== 'object' && node.type !== 'array') {
    return written(text, node);
  }

  const [open, close] = node.type === 'object' ? ['{', '}'] : ['[', ']'];
  if (children.length === 0) {
    return open + close;
  }

  const line = (): string => open + children.map((child) => print(text, child, undefined, gap, indent)).join(`,${gap}`) + close;
  if (unit === undefined) {
    return line();
  }

  if (node.type === 'array' && children.every(({ type }) => type !== 'object' && type !== 'array') && line().length <= widest) {
    return line();
  }

  const inner = indent + unit;
  return `${open}\n${children.map((child) => inner + print(text, child, unit, gap, inner)).join(',\n')}\n${indent}${close}`;
}

function written(text: string, node: Node): string {
  return text.slice(node.offset, node.offset + node.length);
}
