import { allStates } from '../../model/definition.ts';
import { around, lastOf, scopeOf, within } from '../../model/pointer.ts';
import type { Change } from '../Design.ts';
import type { Document } from '../document.ts';
import { Refusal, replace } from './changes.ts';
import { nodeIn } from './fields.ts';
import { referencesIn, retarget } from './ways.ts';

const longest = 80;

/** A name like `base` that no state of the definition has (AWS: names are unique in the whole machine, 80 characters at most). */
export function freeName(document: Document, base: string, taken: Iterable<string> = []): string {
  const names = new Set(taken);
  for (const state of document.scope ? allStates(document.scope) : []) {
    names.add(state.name);
  }

  let name = base.slice(0, longest);
  const stem = base.replace(/ \d+$/, '');
  for (let i = 2; names.has(name); i++) {
    name = `${stem.slice(0, longest - 1 - String(i).length)} ${i}`;
  }

  return name;
}

/** Gives a state another name, and all that leads to it with it. */
export function renameState(document: Document, pointer: string, name: string): Change[] {
  const wanted = name.trim();
  if (wanted === lastOf(pointer)) {
    return [];
  }

  if (wanted === '' || wanted.length > longest) {
    throw new Refusal('name');
  }

  if (freeName(document, wanted) !== wanted) {
    throw new Refusal('nameTaken');
  }

  return renameStates(document, new Map([[pointer, wanted]]));
}

/** Renames any number of states at once. @param names New ones by the places of the states; no two may come to be the same. */
export function renameStates(document: Document, names: ReadonlyMap<string, string>): Change[] {
  const changes: Change[] = [];
  for (const [pointer, name] of names) {
    const key = nodeIn(document, pointer, 'object').parent?.children?.[0];
    changes.push(...(key ? replace(document, key.offset, key.offset + key.length, JSON.stringify(name)) : []));
  }

  for (const scope of new Set([...names.keys()].map(scopeOf))) {
    for (const reference of referencesIn(document, scope)) {
      const name = names.get(within(scope, 'States', reference.to));
      changes.push(...(name === undefined ? [] : retarget(document, reference, name)));
    }
  }

  return changes;
}

/** Where a state is after it has got another name. */
export function renamed(pointer: string, name: string): string {
  return within(around(pointer), name.trim());
}
