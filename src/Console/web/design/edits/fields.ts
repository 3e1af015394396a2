import type { Change } from '../Design.ts';
import type { Document } from '../document.ts';
import { Refusal } from './changes.ts';
import { changeMembers, changeObject, type Item, replaceValue } from './members.ts';

/** Objects and arrays are found at their place. A definition that cannot be read now cannot be edited but as text. */
export function nodeIn(document: Document, pointer: string, type: 'object' | 'array') {
  if (!document.isReadable) {
    throw new Refusal('unreadable');
  }

  const node = document.nodeAt(pointer);
  if (node?.type !== type) {
    throw new Refusal('gone');
  }

  return node;
}

/**
 * Sets a field of an object: a state, a rule, what is in them.
 * @param path The field, or several of which each is inside the one before: objects that are not there are made.
 * @param json Its value as JSON text, or nothing to remove it. It is laid out as the document is; text of several lines stays as it is.
 */
export function setField(document: Document, pointer: string, path: string | readonly string[], json: string | undefined): Change[] {
  let object = nodeIn(document, pointer, 'object');
  const fields = typeof path === 'string' ? [path] : path;
  for (const [i, field] of fields.entries()) {
    const inner = document.member(object, field);
    if (i < fields.length - 1 && inner?.type === 'object') {
      object = inner;
      continue;
    }

    const value = json === undefined ? undefined : fields.slice(i + 1).reduceRight((value, name) => `{${JSON.stringify(name)}:${value}}`, json);
    return value === undefined && i < fields.length - 1 ? [] : changeObject(document, object, { [field]: value });
  }

  return [];
}

/** Sets several fields of an object at once; see {@link setField}. */
export function setFields(document: Document, pointer: string, values: Readonly<Record<string, string | undefined>>): Change[] {
  return changeObject(document, nodeIn(document, pointer, 'object'), values);
}

/** Puts another value at a place, such as an element of an array. */
export function setValue(document: Document, pointer: string, json: string): Change[] {
  const node = document.isReadable ? document.nodeAt(pointer) : undefined;
  if (!node) {
    throw new Refusal(document.isReadable ? 'gone' : 'unreadable');
  }

  return replaceValue(document, node, json);
}

/** Gives a member another name and leaves its value. */
export function renameField(document: Document, pointer: string, field: string, name: string): Change[] {
  const object = nodeIn(document, pointer, 'object');
  const key = document.member(object, field)?.parent?.children?.[0];
  if (!key || (field !== name && document.member(object, name))) {
    throw new Refusal(key ? 'nameTaken' : 'gone');
  }

  return field === name ? [] : [{ from: key.offset, to: key.offset + key.length, insert: JSON.stringify(name) }];
}

/**
 * Puts an element into a list of a state, such as a rule into `Choices`, a retrier into `Retry`, a catcher into `Catch`, a branch into
 * `Branches`. A list that is not there is made.
 * @param index Where it stands then; at the end where it is missing.
 */
export function addItem(document: Document, pointer: string, field: string, json: string, index?: number): Change[] {
  const list = document.member(nodeIn(document, pointer, 'object'), field);
  if (list?.type !== 'array') {
    return setField(document, pointer, field, `[${json}]`);
  }

  const items: Item[] = [...(list.children ?? [])];
  items.splice(index ?? items.length, 0, { json });
  return changeMembers(document, list, items);
}

/** Removes an element of a list of a state. `Retry` and `Catch` go with their last. */
export function removeItem(document: Document, pointer: string, field: string, index: number): Change[] {
  const list = nodeIn(document, `${pointer}/${field}`, 'array');
  const items = (list.children ?? []).toSpliced(index, 1);
  return items.length === 0 && (field === 'Retry' || field === 'Catch') ? setField(document, pointer, field, undefined) : changeMembers(document, list, items);
}

/** Moves an element of a list of a state to another place in it: `to` is its index afterwards. */
export function moveItem(document: Document, pointer: string, field: string, from: number, to: number): Change[] {
  const list = nodeIn(document, `${pointer}/${field}`, 'array');
  const items: Item[] = [...(list.children ?? [])];
  const [moved] = items.splice(from, 1);
  if (!moved || !('offset' in moved) || from === to) {
    return [];
  }

  items.splice(to, 0, { json: document.slice(moved), isWritten: true });
  return changeMembers(document, list, items);
}

/** Sets the query language of the machine (`''`) or of a state. JSONPath, which holds where nothing is said, is not written at the machine. */
export function setQueryLanguage(document: Document, pointer: string, language: 'JSONPath' | 'JSONata' | undefined): Change[] {
  return setField(document, pointer, 'QueryLanguage', language === undefined || (pointer === '' && language === 'JSONPath') ? undefined : JSON.stringify(language));
}
