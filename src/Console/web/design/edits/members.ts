import { createScanner, type Node, type SyntaxKind } from 'jsonc-parser';
import type { Change } from '../Design.ts';
import type { Document } from '../document.ts';
import { replace } from './changes.ts';
import { indentAt, layOut, reindent, styleOf } from './print.ts';
import { orderOf } from './order.ts';

/** A new member, or element where it has no name. `isWritten` is JSON text that is laid out as it is to be, but for its indentation. */
interface Added {
  name?: string;
  json: string;
  isWritten?: boolean;
}

/** A member or element that stays, or a new one. */
export type Item = Node | Added;

/**
 * Gives an object or an array other members: those of `items`, of which the nodes are its own and in its own order. What stays is left as
 * it is written, with the comments around it.
 */
export function changeMembers(document: Document, container: Node, items: readonly Item[]): Change[] {
  const changes: Change[] = [];
  const gap: Gap = { after: undefined, removed: [], added: [], before: undefined };
  const all = container.children ?? [];
  let next = 0;
  const flush = (before: Node | undefined): void => {
    changes.push(...close(document, container, { ...gap, before }));
    gap.after = before;
    gap.removed = [];
    gap.added = [];
  };
  for (const item of items) {
    if (!('offset' in item)) {
      gap.added.push(item);
      continue;
    }

    for (; next < all.length && all[next] !== item; next++) {
      gap.removed.push(all[next]!);
    }

    next++;
    flush(item);
  }

  gap.removed.push(...all.slice(next));
  flush(undefined);
  return changes;
}

/** Sets members of an object, each by its name: JSON text, or nothing where it is to go. New ones stand where they usually do. */
export function changeObject(document: Document, object: Node, values: Readonly<Record<string, string | undefined>>): Change[] {
  const items: Item[] = [...(object.children ?? [])];
  const changes: Change[] = [];
  let isOther = false;
  for (const [name, json] of Object.entries(values)) {
    const at = items.findLastIndex((item) => nameOf(item) === name);
    const value = document.member(object, name);
    if (json === undefined) {
      for (let i = at; i >= 0; i--) {
        if (nameOf(items[i]!) === name) {
          items.splice(i, 1);
          isOther = true;
        }
      }
    } else if (value) {
      changes.push(...replaceValue(document, value, json));
    } else {
      const order = orderOf(name);
      const before = items.findLastIndex((item) => orderOf(nameOf(item)) <= order);
      items.splice(before + 1, 0, { name, json });
      isOther = true;
    }
  }

  return isOther ? [...changes, ...changeMembers(document, object, items)] : changes;
}

/** Puts another value in the place of one. */
export function replaceValue(document: Document, value: Node, json: string): Change[] {
  const laidOut = layOut(json, styleOf(document), indentAt(document.text, value.offset));
  return replace(document, value.offset, value.offset + value.length, laidOut);
}

function nameOf(item: Item): string {
  return 'offset' in item ? String(item.children?.[0]?.value) : (item.name ?? '');
}

interface Gap {
  after: Node | undefined;
  removed: Node[];
  added: Added[];
  before: Node | undefined;
}

/** What changes between two members that stay, or before the first, or behind the last. */
function close(document: Document, container: Node, gap: Gap): Change[] {
  const { text } = document;
  const { after, removed, added, before } = gap;
  if (removed.length === 0 && added.length === 0) {
    return [];
  }

  const isMultiline = container.children?.length ? text.slice(container.offset, container.children[0]!.offset).includes('\n') : styleOf(document).isMultiline;
  const { gap: space } = styleOf(document);
  const indent = innerIndent(document, container);
  const line = isMultiline ? `\n${indent}` : space;
  const texts = added.map(({ name, json, isWritten }) =>
    (name === undefined ? '' : `${JSON.stringify(name)}:${space}`) + (isWritten ? reindent(json, indent) : layOut(json, styleOf(document), indent)));
  const joined = texts.join(`,${line}`);
  const start = removed[0]?.offset ?? 0;
  const end = endOf(removed.at(-1));
  if (removed.length > 0 && added.length > 0) {
    return [{ from: start, to: end, insert: joined }];
  }

  if (added.length > 0) {
    if (before) {
      if (!isMultiline) {
        return [{ from: before.offset, to: before.offset, insert: `${joined},${space}` }];
      }

      const from = restOfLine(text, after ? commaAfter(text, endOf(after)) + 1 : container.offset + 1);
      return [{ from, to: from, insert: `${line}${joined},` }];
    }

    if (after) {
      const comma = endOf(after);
      const from = isMultiline ? restOfLine(text, comma) : comma;
      return from === comma
        ? [{ from, to: from, insert: `,${line}${joined}` }]
        : [{ from: comma, to: comma, insert: ',' }, { from, to: from, insert: line + joined }];
    }

    const inside = text.slice(container.offset + 1, endOf(container) - 1).trimEnd();
    const from = container.offset + 1 + inside.length;
    const insert = isMultiline || inside !== '' ? `\n${indent}${joined}\n${indentAt(text, container.offset)}` : joined;
    return [{ from, to: endOf(container) - 1, insert }];
  }

  if (before) {
    const rest = restOfLine(text, commaAfter(text, end) + 1);
    if (isFirstInLine(text, start) && text[rest] === '\n') {
      return [{ from: withCommentsAbove(text, lineStart(text, start), after ? endOf(after) : container.offset), to: rest + 1, insert: '' }];
    }

    return text.slice(end, before.offset).includes('\n') && after
      ? [{ from: commaAfter(text, endOf(after)) + 1, to: commaAfter(text, end) + 1, insert: '' }]
      : [{ from: start, to: before.offset, insert: '' }];
  }

  if (after) {
    const comma = commaAfter(text, endOf(after));
    const rest = restOfLine(text, end);
    // Where more follows in the line, the break before it stays: there may be a comment above.
    const from = !isFirstInLine(text, start) ? comma + 1 : withCommentsAbove(text, lineStart(text, start), comma) - (text[rest] === '\n' ? 1 : 0);
    return [{ from: comma, to: comma + 1, insert: '' }, { from, to: rest, insert: '' }];
  }

  return [{ from: container.offset + 1, to: endOf(container) - 1, insert: '' }];
}

function innerIndent(document: Document, container: Node): string {
  const { text } = document;
  const first = container.children?.[0];
  return first && isFirstInLine(text, first.offset) ? indentAt(text, first.offset) : indentAt(text, container.offset) + styleOf(document).unit;
}

function endOf(node: Node | undefined): number {
  return node ? node.offset + node.length : 0;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function isFirstInLine(text: string, offset: number): boolean {
  const start = lineStart(text, offset);
  return start > 0 && text.slice(start, offset).trim() === '';
}

/** The next comma, which may stand behind comments. */
function commaAfter(text: string, offset: number): number {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  return scanner.getTokenOffset();
}

/** The end of the line where only white space and comments follow in it, else the offset itself. */
function restOfLine(text: string, offset: number): number {
  const scanner = createScanner(text, false);
  scanner.setPosition(offset);
  let end = offset;
  for (;;) {
    const token = scanner.scan();
    if (token === lineBreak) {
      return scanner.getTokenOffset();
    }

    if (token === lineComment || token === blockComment) {
      end = scanner.getPosition();
    } else if (token !== blank) {
      return end;
    }
  }
}

// Of the package's enumeration there are only the types at run time.
const [lineComment, blockComment, lineBreak, blank]: SyntaxKind[] = [12, 13, 14, 15];

/** The start of the lines of comments right above a line, as far as they are behind an offset. */
function withCommentsAbove(text: string, line: number, after: number): number {
  let start = line;
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (above <= after || !/^\s*(\/\/.*|\/\*.*\*\/\s*)$/.test(text.slice(above, start - 1))) {
      break;
    }

    start = above;
  }

  return start;
}
