import type { Node } from 'jsonc-parser';
import { allStates, type StateNode } from '../../model/definition.ts';
import { pointerOf, within } from '../../model/pointer.ts';
import type { Change } from '../Design.ts';
import { type Document, valueOf } from '../document.ts';
import { Conditions } from '../language/conditions.ts';
import { expressionOf, quoted, stepsOf, withSteps } from '../language/paths.ts';
import { setField, setFields, setQueryLanguage } from './fields.ts';
import { replaceValue } from './members.ts';
import { isJsonataAt } from './ways.ts';

export type Language = 'JSONPath' | 'JSONata';

/** What was left as it is written: a field of a state that another language has otherwise. */
export interface Left {
  /** The place of the state. */
  state: string;
  /** As `Choices[1]`. */
  field: string;
}

export interface Converted {
  changes: Change[];
  left: Left[];
}

/**
 * Sets the query language of a machine (`''`) or of a state, and writes what is in JSONPath in JSONata, as far as both surely mean the same.
 * From JSONata to JSONPath, a machine's states keep their language, each for itself; a state keeps its text, and what is to be done is told.
 * @param language Nothing for the machine's, at a state.
 */
export function changeLanguage(document: Document, pointer: string, language: Language | undefined): Converted {
  const was = isJsonataAt(document, pointer);
  const is = (language ?? (pointer !== '' && isJsonataAt(document, '') ? 'JSONata' : 'JSONPath')) === 'JSONata';
  const all: Converted = { changes: [], left: [] };
  if (was === is || pointer === '' || !is) {
    all.changes.push(...setQueryLanguage(document, pointer, language));
  }

  if (was === is) {
    return all;
  }

  const states = pointer === '' ? [...(document.scope ? allStates(document.scope) : [])] : [document.stateAt(pointer)!];
  for (const state of states) {
    const place = pointerOf(state);
    const own = state.json['QueryLanguage'];
    if (is && (pointer !== '' || own !== 'JSONata')) {
      const { changes, left } = new Conversion(document, state).convert(pointer === '' ? undefined : language);
      all.changes.push(...changes);
      all.left.push(...left.map((field) => ({ state: place, field })));
    } else if (!is && pointer !== '') {
      all.left.push(...onlyJsonata(state).map((field) => ({ state: place, field })));
    } else if (!is && own === undefined && onlyJsonata(state).length > 0) {
      all.changes.push(...setField(document, place, 'QueryLanguage', '"JSONata"'));
    }
  }

  return all;
}

/** The fields of a state that are JSONata's alone, or have expressions in them. */
function onlyJsonata({ json }: StateNode): string[] {
  return Object.entries(json)
    .filter(([name, value]) => !['Branches', 'ItemProcessor', 'Iterator'].includes(name)
      && (['Arguments', 'Output', 'Items'].includes(name) || /"\{%/.test(JSON.stringify(value)) || (name === 'Choices' && /"(Condition|Output)":/.test(JSON.stringify(value)))))
    .map(([name]) => name);
}

/** Fields whose value is a path, and which have another name as a value. */
const paths = /^(Timeout|Heartbeat)SecondsPath$|^(Seconds|Timestamp|Error|Cause|MaxConcurrency|ToleratedFailure(Count|Percentage)|MaxItems|MaxItemsPerBatch|MaxInputBytesPerBatch)Path$/;

/** A state of JSONPath on its way to JSONata. */
class Conversion {
  private readonly changes: Change[] = [];
  private readonly left: string[] = [];
  /** Members of the state that are other ones then. */
  private readonly fields: Record<string, string | undefined> = {};
  private readonly at: string;
  private readonly type: string;
  private readonly json: Readonly<Record<string, unknown>>;

  constructor(private readonly document: Document, state: StateNode) {
    this.type = state.type;
    this.json = state.json;
    this.at = pointerOf(state);
  }

  /** @param language What the state says of its language then: nothing where it is the machine's. */
  convert(language: Language | undefined): { changes: Change[]; left: string[] } {
    const { json } = this;
    if (language !== json['QueryLanguage']) {
      this.fields['QueryLanguage'] = language && JSON.stringify(language);
    }

    const base = json['InputPath'] === undefined ? '$states.input' : this.path(json['InputPath'], '$states.input');
    const hasOutput = base !== '$states.input' || (json['OutputPath'] !== undefined && json['OutputPath'] !== '$');
    if (base === undefined || (this.type === 'Choice' && hasOutput)) {
      // All that is in it reads what these make.
      this.left.push(...['InputPath', 'OutputPath'].filter((name) => json[name] !== undefined));
    } else {
      this.input(base);
      this.choices(base);
      this.output(base);
      this.assign(base);
      this.catchers();
      if (json['InputPath'] !== undefined) {
        this.fields['InputPath'] = undefined;
      }
    }

    return { changes: [...this.changes, ...(Object.keys(this.fields).length > 0 ? setFields(this.document, this.at, this.fields) : [])], left: this.left };
  }

  /** What the state's work is given. */
  private input(base: string): void {
    const { json, type } = this;
    this.pathsOf(this.at, base);
    if (type === 'Task' || type === 'Parallel') {
      this.template('', 'Parameters', 'Arguments', base);
      if (json['Parameters'] === undefined && base !== '$states.input') {
        this.fields['Arguments'] = text(base);
      }
    }

    if (type === 'Task') {
      this.template('', 'Credentials', 'Credentials', base);
    }

    if (type === 'Map') {
      const hasReader = json['ItemReader'] !== undefined;
      const items = json['ItemsPath'] === undefined ? base : hasReader ? undefined : this.path(json['ItemsPath'], base);
      if (items === undefined) {
        this.left.push('ItemsPath');
      } else {
        this.fields['ItemsPath'] = undefined;
        this.fields['Items'] = items === '$states.input' || hasReader ? undefined : text(items);
      }

      this.template('', 'Parameters', 'ItemSelector', base);
      this.template('', 'ItemSelector', 'ItemSelector', base);
      for (const field of ['ItemReader', 'ResultWriter']) {
        this.template(field, 'Parameters', 'Arguments', base);
      }

      this.template('ItemBatcher', 'BatchInput', 'BatchInput', base);
      for (const field of [['ItemReader', 'ReaderConfig'], ['ItemBatcher']]) {
        this.pathsOf(within(this.at, ...field), base, field.join('.'));
      }
    }
  }

  /** Fields of an object whose value is a path. */
  private pathsOf(at: string, base: string, label = ''): void {
    const object = this.document.nodeAt(at);
    const changed: Record<string, string | undefined> = at === this.at ? this.fields : {};
    for (const name of namesOf(object).filter((name) => paths.test(name))) {
      const path = this.path(valueAt(this.document, object, name), base);
      if (path === undefined) {
        this.left.push(label === '' ? name : `${label}.${name}`);
      } else {
        changed[name] = undefined;
        changed[name.slice(0, -'Path'.length)] = text(path);
      }
    }

    if (at !== this.at && Object.keys(changed).length > 0) {
      this.changes.push(...setFields(this.document, at, changed));
    }
  }

  private choices(base: string): void {
    const rules = Array.isArray(this.json['Choices']) ? (this.json['Choices'] as Record<string, unknown>[]) : [];
    const conditions = new Conditions(base);
    for (const [i, rule] of rules.entries()) {
      const at = within(this.at, 'Choices', i);
      const condition = conditions.next(rule);
      if (condition === undefined) {
        this.left.push(`Choices[${i}]`);
      } else {
        const gone = Object.keys(rule).filter((name) => !['Next', 'Assign', 'Comment'].includes(name));
        this.changes.push(...setFields(this.document, at, { ...Object.fromEntries(gone.map((name) => [name, undefined])), Condition: text(condition) }));
      }

      this.assignAt(at, base, `Choices[${i}].Assign`);
    }
  }

  /** What the state gives on: its result is selected from, put into its input, and selected from again. */
  private output(base: string): void {
    const { json, type } = this;
    const works = ['Task', 'Parallel', 'Map'].includes(type);
    const former = works ? 'ResultSelector' : type === 'Pass' ? (json['Result'] != null ? 'Result' : 'Parameters') : '';
    const isFormed = json[former] !== undefined;
    const result = works ? '$states.result' : base;
    // A Result of null is as if it were not there.
    const fields = [...new Set([former, 'Result', 'Parameters', 'ResultPath', 'OutputPath'])]
      .filter((name) => json[name] !== undefined && (!['Result', 'Parameters'].includes(name) || type === 'Pass'));
    const leave = (): void => void this.left.push(...fields);
    const target = json['ResultPath'] === undefined ? [] : json['ResultPath'] === null ? undefined : this.steps(json['ResultPath']);
    const selected = json['OutputPath'] === undefined ? [] : json['OutputPath'] === null ? undefined : this.steps(json['OutputPath']);
    const remove = (...names: string[]): void => names.filter((name) => json[name] !== undefined).forEach((name) => (this.fields[name] = undefined));
    if (type === 'Choice' || type === 'Fail') {
      remove('OutputPath');
      return;
    }

    if ((json['ResultPath'] != null && !target) || (json['OutputPath'] != null && !selected) || (former === 'Result' && json['Parameters'] !== undefined)) {
      leave();
      return;
    }

    if (isFormed && target?.length === 0 && selected?.length === 0) {
      if (this.template('', former, 'Output', works ? result : base, former === 'Result')) {
        remove('ResultPath', 'OutputPath', ...(former === 'Result' ? [] : ['Result']));
      } else {
        this.left.push(...fields.filter((name) => name !== former));
      }

      return;
    }

    const formed = isFormed ? this.formed(former, works ? result : base) : result;
    const output = formed === undefined || (isFormed && (!target || !selected)) ? undefined : outputOf(formed, isFormed, target, selected);
    if (output === undefined) {
      leave();
      return;
    }

    remove(...fields);
    const usual = works ? '$states.result' : '$states.input';
    if (output !== usual) {
      this.fields['Output'] = output === '{}' ? '{}' : text(output);
    }
  }

  private assign(base: string): void {
    const { type, json } = this;
    const isResult = ['Task', 'Parallel', 'Map'].includes(type);
    const isKnown = type !== 'Pass' || (json['Result'] == null && json['Parameters'] === undefined);
    this.assignAt(this.at, isResult ? '$states.result' : isKnown ? base : undefined, 'Assign');
  }

  private assignAt(at: string, base: string | undefined, label: string): void {
    const node = this.document.nodeAt(within(at, 'Assign'));
    const changes = node && this.templateChanges(node, base);
    if (node && !changes) {
      this.left.push(label);
    } else if (changes) {
      this.changes.push(...changes);
    }
  }

  private catchers(): void {
    const catchers = Array.isArray(this.json['Catch']) ? (this.json['Catch'] as Record<string, unknown>[]) : [];
    for (const [i, catcher] of catchers.entries()) {
      const at = within(this.at, 'Catch', i);
      const path = catcher['ResultPath'];
      const target = path === undefined ? [] : path === null ? undefined : this.steps(path);
      const output = path != null && !target ? undefined : outputOf('$states.errorOutput', false, target, []);
      if (output === undefined) {
        this.left.push(`Catch[${i}].ResultPath`);
      } else if (path !== undefined) {
        this.changes.push(...setFields(this.document, at, { ResultPath: undefined, ...(output === '$states.errorOutput' ? {} : { Output: text(output) }) }));
      }

      this.assignAt(at, '$states.errorOutput', `Catch[${i}].Assign`);
    }
  }

  private path(value: unknown, base: string): string | undefined {
    return typeof value === 'string' ? expressionOf(value, base) : undefined;
  }

  /** The steps of a path into the data. */
  private steps(value: unknown): (string | number)[] | undefined {
    return typeof value === 'string' && /^\$(?![\w$])/.test(value) ? stepsOf(value.slice(1)) : undefined;
  }

  /** Gives a field with a template another name, and its paths as expressions. @returns Whether it could; what could not is left. */
  private template(within_: string, field: string, name: string, base: string, isLiteral = false): boolean {
    const at = within_ === '' ? this.at : within(this.at, within_);
    const node = this.document.nodeAt(within(at, field));
    const key = node?.parent?.children?.[0];
    if (!node || !key) {
      return true;
    }

    const changes = isLiteral ? (hasExpression(node) ? undefined : []) : this.templateChanges(node, base);
    const isTaken = field !== name && this.document.nodeAt(within(at, name)) !== undefined;
    if (!changes || isTaken) {
      this.left.push(within_ === '' ? field : `${within_}.${field}`);
      return false;
    }

    this.changes.push(...(field === name ? [] : [{ from: key.offset, to: key.offset + key.length, insert: JSON.stringify(name) }]), ...changes);
    return true;
  }

  /** What makes a template of JSONPath one of JSONata; nothing where anything in it is no plain path. */
  private templateChanges(node: Node, base: string | undefined): Change[] | undefined {
    if (node.type === 'string') {
      return hasExpression(node) ? undefined : [];
    }

    const changes: Change[] = [];
    const names = new Set(namesOf(node));
    for (const child of node.children ?? []) {
      const [key, value] = node.type === 'object' ? (child.children ?? []) : [undefined, child];
      const name = String(key?.value ?? '');
      let inner: Change[] | undefined;
      if (key && value && name.endsWith('.$')) {
        const plain = name.slice(0, -2);
        const path = names.has(plain) ? undefined : value.type === 'string' ? expressionOf(value.value as string, base) : undefined;
        inner = path === undefined ? undefined : [
          { from: key.offset, to: key.offset + key.length, insert: JSON.stringify(plain) }, ...replaceValue(this.document, value, text(path)),
        ];
      } else {
        inner = value ? this.templateChanges(value, base) : [];
      }

      if (!inner) {
        return undefined;
      }

      changes.push(...inner);
    }

    return changes;
  }

  /** A template as one expression. */
  private formed(field: string, base: string): string | undefined {
    const node = this.document.nodeAt(within(this.at, field));
    return node && this.expression(node, base, field === 'Result');
  }

  private expression(node: Node, base: string, isLiteral: boolean): string | undefined {
    switch (node.type) {
      case 'string':
        return quoted(node.value as string);
      case 'number': {
        const number = this.document.slice(node);
        const value = Number(number);
        return String(value) === number && !/e/.test(number) && (Number.isSafeInteger(value) || !Number.isInteger(value)) ? number : undefined;
      }

      case 'array': {
        // An array in an array constructor is one element only where it is written there: what a path gives would be its elements.
        const items = (node.children ?? []).map((child) => (isLiteral ? this.expression(child, base, true) : undefined));
        return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
      }

      case 'object': {
        const members = (node.children ?? []).map(({ children }) => {
          const [key, value] = children ?? [];
          const name = String(key?.value ?? '');
          const isPath = !isLiteral && name.endsWith('.$');
          const inner = isPath ? (value?.type === 'string' ? expressionOf(value.value as string, base) : undefined) : value && this.expression(value, base, isLiteral);
          return inner === undefined ? undefined : `${quoted(isPath ? name.slice(0, -2) : name)}: ${inner}`;
        });
        return members.includes(undefined) ? undefined : `{${members.join(', ')}}`;
      }

      default:
        return String(node.value);
    }
  }
}

/**
 * What a state gives on, as an expression.
 * @param isFormed Whether the result is no path that further steps can follow.
 * @param target Where the result goes in the input: nothing where it is dropped.
 * @param selected What of that goes on: nothing for an empty object.
 */
function outputOf(result: string, isFormed: boolean, target: readonly (string | number)[] | undefined, selected: readonly (string | number)[] | undefined): string | undefined {
  if (!selected) {
    return '{}';
  }

  if (!target) {
    return withSteps('$states.input', selected);
  }

  if (target.length === 0) {
    return isFormed && selected.length > 0 ? undefined : withSteps(result, selected);
  }

  const [name] = target;
  if (target.length > 1 || typeof name !== 'string') {
    return undefined;
  }

  if (selected.length === 0) {
    return `$merge([$states.input, {${quoted(name)}: ${result}}])`;
  }

  return selected[0] !== name ? withSteps('$states.input', selected) : isFormed && selected.length > 1 ? undefined : withSteps(result, selected.slice(1));
}

function text(expression: string): string {
  return JSON.stringify(`{% ${expression} %}`);
}

/** Whether JSONata takes a text in it for an expression, which was none. */
function hasExpression(node: Node): boolean {
  return node.type === 'string' ? (node.value as string).startsWith('{%') : (node.children ?? []).some((child) => hasExpression(child.type === 'property' ? child.children![1]! : child));
}

function namesOf(node: Node | undefined): string[] {
  return node?.type === 'object' ? (node.children ?? []).map(({ children }) => String(children?.[0]?.value)) : [];
}

function valueAt(document: Document, object: Node | undefined, name: string): unknown {
  const node = object && document.member(object, name);
  return node && valueOf(node);
}
