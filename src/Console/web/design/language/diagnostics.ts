import type { Node } from 'jsonc-parser';
import { pointerOf, within } from '../../model/pointer.ts';
import type { Document, Range } from '../document.ts';

/**
 * The place that a diagnostic of ValidateStateMachineDefinition speaks of, or the innermost around it that is there. Its location is like a
 * JSON pointer, but names are as they are, and elements as in `Choices[0]`.
 */
export function placeOf(document: Document, location: string | undefined): string {
  let rest = location ?? '';
  let node = document.tree;
  let pointer = '';
  while (node && rest !== '' && rest !== '/') {
    const [inner, segment, length]: [Node | undefined, string, number] = node.type === 'array' ? elementOf(document, node, rest) : memberOf(document, node, rest);
    if (!inner) {
      break;
    }

    node = inner;
    pointer = within(pointer, segment);
    rest = rest.slice(length);
  }

  return pointer;
}

function elementOf(document: Document, node: Node, rest: string): [Node | undefined, string, number] {
  const [whole = '', index = ''] = /^\[(\d+)\]|^\/(\d+)/.exec(rest)?.filter((part) => part !== undefined) ?? [];
  return [document.member(node, index), index, whole.length];
}

/** The member with the longest name that the rest begins with: a name may have strokes and brackets in it. */
function memberOf(document: Document, node: Node, rest: string): [Node | undefined, string, number] {
  for (let end = rest.length; rest[0] === '/' && end > 0; end = Math.max(rest.lastIndexOf('/', end - 1), rest.lastIndexOf('[', end - 1))) {
    const name = rest.slice(1, end);
    const inner = document.member(node, name) ?? document.member(node, name.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (inner) {
      return [inner, String(inner.parent?.children?.[0]?.value), end];
    }
  }

  return [undefined, '', 0];
}

/** Where a place is marked: a value on one line as it is, of others the name. */
export function markOf(document: Document, pointer: string): Range {
  const node = document.nodeAt(pointer);
  if (!node) {
    return { from: 0, to: 0 };
  }

  const key = node.parent?.type === 'property' ? node.parent.children![0]! : undefined;
  if (document.slice(node).includes('\n')) {
    return key ? { from: key.offset, to: key.offset + key.length } : { from: node.offset, to: node.offset + 1 };
  }

  return { from: node.offset, to: node.offset + node.length };
}

/** The names that stand again behind the same name in an object: all but the last are lost, which JSON does not say. */
export function repeated(document: Document): Node[] {
  const found: Node[] = [];
  const todo = document.tree ? [document.tree] : [];
  for (let node = todo.pop(); node; node = todo.pop()) {
    const names = new Set<unknown>();
    for (const child of node.children ?? []) {
      const [key, value] = child.type === 'property' ? (child.children ?? []) : [undefined, child];
      if (key) {
        if (names.has(key.value)) {
          found.push(key);
        }

        names.add(key.value);
      }

      if (value?.children) {
        todo.push(value);
      }
    }
  }

  return found.sort((a, b) => a.offset - b.offset);
}

/** The place of the state that a place is in, to be chosen for it; nothing where it is in none. */
export function stateOf(document: Document, pointer: string): string | undefined {
  const state = document.stateAt(pointer);
  return state && pointerOf(state);
}
