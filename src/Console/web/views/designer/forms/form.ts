import type { Node } from 'jsonc-parser';
import { createContext, useContext, useMemo } from 'react';
import type { Machine } from '../../../api/types.ts';
import type { Change, Design } from '../../../design/Design.ts';
import { type Document, valueOf } from '../../../design/document.ts';
import { addItem, removeItem, renameField, setField, setValue } from '../../../design/edits/fields.ts';
import type { StateNode } from '../../../model/definition.ts';
import type { History } from '../../../model/history.ts';
import { around, lastOf, within } from '../../../model/pointer.ts';

/** What every field of a form knows. */
export interface Form {
  design: Design;
  document: Document;
  /** The language of the state, or of the machine. */
  isJsonata: boolean;
  /** Missing in the form of the whole machine. */
  state: StateNode | undefined;
  machine: Machine | undefined;
  /** What happened when the workflow was last tested, and when it was last run. */
  runs: readonly History[];
  /** Says that somebody wants to see the runs: only then they are asked for. */
  wantRuns: () => void;
}

export const FormContext = createContext<Form | undefined>(undefined);

export function useForm(): Form {
  const form = useContext(FormContext);
  if (!form) {
    throw new Error('A field stands outside of a form.');
  }

  return form;
}

/** One place in the definition that a field shows and changes. */
export interface Slot {
  /** Its JSON pointer. */
  at: string;
  node: Node | undefined;
  /** The value as it is written. */
  text: string | undefined;
  value: unknown;
  /** @param json JSON text, or nothing where it is to go. Objects around it are made where they are missing. */
  set: (json: string | undefined, isTyping?: boolean) => void;
}

export function useSlot(at: string): Slot {
  const { design, document } = useForm();
  return useMemo(() => {
    const node = document.nodeAt(at);
    return {
      at,
      node,
      text: node && document.slice(node),
      value: node && valueOf(node),
      set: (json, isTyping = false) => design.edit(setAt(design.document, at, json), undefined, isTyping),
    };
  }, [design, document, at]);
}

/** Sets the value of a place, or takes it away. What is around it and is not there is made: objects, and an array's next element. */
export function setAt(document: Document, at: string, json: string | undefined): Change[] {
  const outer = document.nodeAt(around(at));
  if (json === undefined) {
    return outer?.type === 'array' ? removeItem(document, around(around(at)), lastOf(around(at)), Number(lastOf(at))) : outer ? setField(document, around(at), lastOf(at), undefined) : [];
  }

  return outer?.type === 'object' ? setField(document, around(at), lastOf(at), json)
    : outer?.type === 'array' ? (document.nodeAt(at) ? setValue(document, at, json) : addItem(document, around(around(at)), lastOf(around(at)), json))
    : outer ? setValue(document, around(at), `{${JSON.stringify(lastOf(at))}: ${json}}`)
    : setAt(document, around(at), `{${JSON.stringify(lastOf(at))}: ${json}}`);
}

/** Gives a member another name and value, in its place. */
export function replaceMember(document: Document, at: string, name: string, json: string): Change[] {
  return document.nodeAt(at)
    ? [...renameField(document, around(at), lastOf(at), name), ...setValue(document, at, json)]
    : setAt(document, within(around(at), name), json);
}

/** The names of an object's members, in their order. */
export function namesOf(node: Node | undefined): string[] {
  return node?.type === 'object' ? (node.children ?? []).flatMap(({ children }) => (children?.[1] ? [String(children[0]?.value)] : [])) : [];
}
