import { findNodeAtOffset, type Node, visit } from 'jsonc-parser';
import { designTexts } from '../designTexts.ts';
import { readScope, type Scope, type StateNode } from '../model/definition.ts';
import { numberOf } from '../model/exactJson.ts';
import { segmentsOf, within } from '../model/pointer.ts';
import { type Problem, readTree } from './tree.ts';

export type { Problem };

export interface Range {
  from: number;
  to: number;
}

/**
 * A definition as it is written, and what it says. Comments may stand in it. Places are JSON pointers and offsets in the text. A text that
 * cannot be read has the scope of the last one that could.
 */
export class Document {
  /** What could be made out of the text, even of one that is wrong. */
  readonly tree: Node | undefined;
  /** Why the text is no JSON object; empty where it can be read. */
  readonly problems: readonly Problem[];
  /** The definition of this text, or of the last one that could be read. */
  readonly scope: Scope | undefined;
  private readonly hasComments: boolean;
  private readonly members = new WeakMap<Node, Map<string, Node>>();
  private states: Map<string, StateNode> | undefined;

  /** @param before The document of the text before. */
  constructor(readonly text: string, before?: Document) {
    const { root, problems, hasComments } = readTree(text);
    this.tree = root;
    this.problems = problems.length === 0 && root?.type !== 'object' ? [{ message: designTexts.noObject, from: 0, to: text.length }] : problems;
    this.hasComments = hasComments;
    this.scope = this.isReadable && root ? readScope((hasComments ? valueOf(root) : JSON.parse(text)) as Record<string, unknown>) : before?.scope;
  }

  get isReadable(): boolean {
    return this.problems.length === 0;
  }

  /** The text without comments: everything else stays where it is. */
  get plain(): string {
    if (!this.hasComments) {
      return this.text;
    }

    let plain = '';
    let kept = 0;
    const blank = (offset: number, length: number): void => {
      plain += this.text.slice(kept, offset) + this.text.slice(offset, offset + length).replace(/[^\n\r]/g, ' ');
      kept = offset + length;
    };
    visit(this.text, { onComment: blank });
    return plain + this.text.slice(kept);
  }

  /** The value at a place. Of names that are there twice the last counts, as everywhere. */
  nodeAt(pointer: string): Node | undefined {
    let node = this.tree;
    for (const segment of segmentsOf(pointer)) {
      node = node && this.member(node, segment);
    }

    return node;
  }

  /** A member of an object, or an element of an array by its index. */
  member(node: Node, name: string): Node | undefined {
    if (node.type === 'array') {
      return /^(0|[1-9]\d*)$/.test(name) ? node.children?.[Number(name)] : undefined;
    }

    if (node.type !== 'object') {
      return undefined;
    }

    let members = this.members.get(node);
    if (!members) {
      members = new Map();
      for (const { children } of node.children ?? []) {
        if (children?.[0] && children[1]) {
          members.set(children[0].value as string, children[1]);
        }
      }

      this.members.set(node, members);
    }

    return members.get(name);
  }

  /** Where a place is written: a member with its name, or an element. */
  rangeOf(pointer: string): Range | undefined {
    const node = this.nodeAt(pointer);
    const whole = node?.parent?.type === 'property' ? node.parent : node;
    return whole && { from: whole.offset, to: whole.offset + whole.length };
  }

  /** The innermost place that an offset is in; a member's name counts as the member. */
  pointerAt(offset: number): string {
    const segments: (string | number)[] = [];
    let node = this.tree && findNodeAtOffset(this.tree, offset, true);
    for (; node?.parent; node = node.parent) {
      const { parent } = node;
      if (parent.type === 'property') {
        segments.unshift(parent.children![0]!.value as string);
        node = parent;
      } else if (parent.type === 'array') {
        segments.unshift(parent.children!.indexOf(node));
      } else if (node.type === 'property') {
        segments.unshift(node.children![0]!.value as string);
      }
    }

    return within('', ...segments);
  }

  /** The innermost state that a place is in. */
  stateAt(pointer: string): StateNode | undefined {
    if (!this.states) {
      this.states = new Map();
      if (this.scope) {
        addStates(this.scope, this.states);
      }
    }

    let state: StateNode | undefined;
    const segments = segmentsOf(pointer);
    for (let i = 2; i <= segments.length; i++) {
      state = (segments[i - 2] === 'States' ? this.states.get(within('', ...segments.slice(0, i))) : undefined) ?? state;
    }

    return state;
  }

  /** The JSON text of a place as it is written. */
  textAt(pointer: string): string | undefined {
    const node = this.nodeAt(pointer);
    return node && this.slice(node);
  }

  slice(node: Node): string {
    return this.text.slice(node.offset, node.offset + node.length);
  }
}

function addStates(scope: Scope, states: Map<string, StateNode>): void {
  for (const state of scope.states.values()) {
    states.set(within(scope.id, 'States', state.name), state);
    for (const inner of state.scopes) {
      addStates(inner, states);
    }
  }
}

/** The value that a node stands for. @param text Where it is written: with it, numbers stay as they are there. */
export function valueOf(node: Node, text?: string): unknown {
  switch (node.type) {
    case 'array':
      return (node.children ?? []).map((child) => valueOf(child, text));
    case 'object': {
      const object: Record<string, unknown> = {};
      for (const { children } of node.children ?? []) {
        if (children?.[0] && children[1]) {
          // As JSON.parse does it: "__proto__" is a name like others.
          Object.defineProperty(object, children[0].value as string, { value: valueOf(children[1], text), enumerable: true, writable: true, configurable: true });
        }
      }

      return object;
    }

    case 'number':
      return text === undefined ? node.value : numberOf(text.slice(node.offset, node.offset + node.length));

    default:
      return node.value;
  }
}
