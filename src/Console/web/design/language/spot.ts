import type { Node } from 'jsonc-parser';
import { within } from '../../model/pointer.ts';
import type { Document } from '../document.ts';
import { branchFields, type Field, fieldsOf, type Language, machineFields, ruleFields } from '../fields.ts';

/** What stands at a place of a definition, as far as the language says. */
export interface Spot {
  language: Language;
  /** The place of the scope, and of the state in it, that it is in. */
  scope: string;
  state: string | undefined;
  /** The field whose value it is, or is in. */
  field: Field | undefined;
  /** What an object there may have; nothing where it may have anything. */
  fields: readonly Field[] | undefined;
  /** Whether it is the value of the field itself, an element of it, or somewhere in it. */
  depth: number;
}

/** What stands at a path, which need not be written yet. */
export function spotAt(document: Document, path: readonly (string | number)[]): Spot {
  const machine = languageOf(document, document.tree) ?? 'JSONPath';
  let spot: Spot = { language: machine, scope: '', state: undefined, field: undefined, fields: machineFields, depth: 0 };
  for (const [i, segment] of path.entries()) {
    spot = inside(document, spot, segment, within('', ...path.slice(0, i + 1)), machine);
  }

  return spot;
}

function inside(document: Document, spot: Spot, segment: string | number, pointer: string, machine: Language): Spot {
  const { field } = spot;
  const known = spot.fields?.find(({ name }) => name === segment);
  if (spot.fields && field?.kind !== 'states' && typeof segment === 'string') {
    return known ? enter(spot, known, pointer) : { ...spot, field: undefined, fields: undefined, depth: 1 };
  }

  if (field?.kind === 'states' && spot.depth === 0) {
    const node = document.nodeAt(pointer);
    const language = languageOf(document, node) ?? machine;
    const type = node && document.member(node, 'Type')?.value;
    return { language, scope: spot.scope, state: pointer, field: undefined, fields: fieldsOf(typeof type === 'string' ? type : '', language), depth: 0 };
  }

  if (field?.kind === 'list' && spot.depth === 0) {
    const fields = field.name === 'And' || field.name === 'Or' ? ruleFields(spot.language, true) : field.fields;
    return { ...spot, scope: fields === branchFields ? pointer : spot.scope, fields, depth: 1 };
  }

  return { ...spot, fields: undefined, depth: spot.depth + 1 };
}

function enter(spot: Spot, field: Field, pointer: string): Spot {
  const fields = field.name === 'Not' && field.kind === 'object' ? ruleFields(spot.language, true) : field.kind === 'object' ? field.fields : undefined;
  const scope = field.name === 'ItemProcessor' || field.name === 'Iterator' ? pointer : spot.scope;
  return { ...spot, field, fields, scope, depth: 0 };
}

/** The query language that an object says, if it does. */
function languageOf(document: Document, node: Node | undefined): Language | undefined {
  const value = node && document.member(node, 'QueryLanguage')?.value;
  return value === 'JSONata' || value === 'JSONPath' ? value : undefined;
}
