import { type Completion, type CompletionContext, type CompletionResult, type CompletionSource, snippetCompletion } from '@codemirror/autocomplete';
import { getLocation, type Location } from 'jsonc-parser';
import { describeService, listServices, type Shape } from '../../api/services.ts';
import { segmentsOf, within } from '../../model/pointer.ts';
import type { Document } from '../document.ts';
import { type Field, guide } from '../fields.ts';
import { expressionCompletion } from './expressions.ts';
import { errorNames } from './functions.ts';
import { integrations, readResource, resourceArn } from './integrations.ts';
import { errorsOf as namesOfErrors, inputOf, membersOf, operationOf } from './operation.ts';
import { type Spot, spotAt } from './spot.ts';

/** A name, string or the beginning of one, as far as it is written. */
interface Token {
  from: number;
  to: number;
  /** What stands in it before the place of completion, without the quote. */
  before: string;
  isQuoted: boolean;
}

/** Proposes what can stand at a place of a definition: fields, states, values, resources, expressions. */
export function completions(current: () => Document): CompletionSource {
  return async (context) => {
    const document = current();
    const location = getLocation(document.text, context.pos);
    const token = tokenAt(document.text, context.pos, location);
    if (!context.explicit && token.before === '' && !token.isQuoted) {
      return null;
    }

    return location.isAtPropertyKey ? proposeNames(document, location, token) : proposeValues(document, context, location, token);
  };
}

function tokenAt(text: string, at: number, { previousNode }: Location): Token {
  if (previousNode?.type === 'string' && previousNode.offset < at && at <= previousNode.offset + previousNode.length) {
    const end = previousNode.offset + previousNode.length;
    const isClosed = previousNode.length > 1 && text[end - 1] === '"';
    if (!isClosed || at < end) {
      // One that has no end takes the rest of its line with it.
      return { from: previousNode.offset, to: isClosed ? end : at, before: text.slice(previousNode.offset + 1, at), isQuoted: true };
    }
  }

  const before = /[\w.$]*$/.exec(text.slice(Math.max(0, at - 80), at))?.[0] ?? '';
  return { from: at - before.length, to: at, before, isQuoted: false };
}

async function proposeNames(document: Document, { path }: Location, token: Token): Promise<CompletionResult | null> {
  const holder = path.slice(0, -1);
  const spot = spotAt(document, holder);
  const pointer = within('', ...holder);
  const object = document.nodeAt(pointer);
  const there = new Set((object?.children ?? []).filter(({ offset }) => offset !== token.from).map(({ children }) => children?.[0]?.value as string));
  const hasValue = /^\s*:/.test(document.text.slice(token.to, token.to + 40));
  const fields = spot.fields ?? (await argumentsOf(document, spot, holder));
  const options = fields.filter(({ name, isOld }) => !there.has(name) && !isOld).map((field, i) => nameOption(field, hasValue, fields.length - i));
  return options.length === 0 ? null : { from: token.from, to: token.to, options, filter: true, ...matching };
}

// What is typed may have a quote before it, as what is proposed has.
const matching = { validFor: /^"?[\w.$: -]*"?$/ };

function nameOption(field: Pick<Field, 'name' | 'kind' | 'help' | 'page' | 'isRequired'>, hasValue: boolean, order: number): Completion {
  const label = JSON.stringify(field.name);
  const option: Completion = {
    label,
    displayLabel: field.name,
    type: 'property',
    detail: field.kind,
    boost: field.isRequired ? 99 : Math.min(90, order),
    ...(field.help ? { info: `${field.help}${field.page ? `\n${guide(field.page)}` : ''}` } : {}),
  };
  return hasValue ? { ...option, apply: label } : snippetCompletion(`${label.replaceAll(/[#$]\{/g, '\\$&')}: ${emptyValue(field.kind)}`, option);
}

function emptyValue(kind: Field['kind']): string {
  switch (kind) {
    case 'object':
    case 'states':
    case 'template':
      return '{\n\t${}\n}';
    case 'list':
    case 'errors':
    case 'texts':
      return '[${}]';
    case 'boolean':
      return '${true}';
    case 'integer':
    case 'number':
    case 'json':
      return '${}';
    case 'condition':
      return '"{% ${} %}"';
    default:
      return '"${}"';
  }
}

type Argument = Pick<Field, 'name' | 'kind' | 'help' | 'page' | 'isRequired' | 'isOld'>;

/** What the action of a Task takes, by the server's model. */
async function argumentsOf(document: Document, { field, state, language }: Spot, holder: Location['path']): Promise<Argument[]> {
  const value = state && field && (field.name === 'Arguments' || field.name === 'Parameters') ? document.nodeAt(`${state}/Resource`)?.value : undefined;
  const resource = typeof value === 'string' ? readResource(value) : undefined;
  if (!resource || state === undefined) {
    return [];
  }

  try {
    const found = await operationOf(resource);
    const depth = segmentsOf(within('', ...holder).slice(state.length)).length - 1;
    let members = inputOf(resource, found);
    let shape = found?.operation.input;
    for (const segment of depth > 0 ? holder.slice(-depth) : []) {
      const around: Shape | undefined = shape === undefined ? undefined : found?.service.shapes[shape];
      shape = typeof segment === 'number' ? around?.item : (members.find(({ name }) => name === segment.replace(/\.\$$/, ''))?.shape ?? around?.value);
      members = membersOf(found?.service, shape);
    }

    return members.map(({ name, shape, isRequired }) => ({
      name,
      kind: kindOf(found?.service.shapes[shape]?.type, language === 'JSONata'),
      help: '',
      page: '',
      ...(isRequired ? { isRequired } : {}),
    }));
  } catch {
    // A service that the server does not know, or no server: nothing is proposed.
    return [];
  }
}

function kindOf(type: string | undefined, isJsonata: boolean): Field['kind'] {
  return type === 'structure' || type === 'map' ? 'object' : type === 'list' ? 'list' : type === 'string' || isJsonata ? 'text' : 'json';
}

async function proposeValues(document: Document, context: CompletionContext, { path }: Location, token: Token): Promise<CompletionResult | null> {
  const spot = spotAt(document, path);
  const expression = token.isQuoted ? expressionCompletion(document, context, spot, path, token) : undefined;
  if (expression !== undefined) {
    return expression;
  }

  const values = await valuesAt(document, spot, token.before, context);
  return values.length === 0 ? null : { from: token.from, to: token.to, options: values, ...matching };
}

async function valuesAt(document: Document, { field, scope, state, depth }: Spot, before: string, context: CompletionContext): Promise<Completion[]> {
  if (!field) {
    return [];
  }

  switch (field.kind) {
    case 'choice':
      return (field.values ?? []).map((value) => textOption(value, 'enum'));
    case 'boolean':
      return ['true', 'false'].map((label) => ({ label, type: 'keyword' }));
    case 'state':
      return (document.nodeAt(`${scope}/States`)?.children ?? [])
        .map((member) => textOption(String(member.children?.[0]?.value), 'class'))
        .filter(({ displayLabel }) => state === undefined || field.name !== 'Next' || within(`${scope}/States`, displayLabel ?? '') !== state);
    case 'errors':
      return depth > 0 ? [...new Set([...(await errorsOf(document, state)), ...errorNames])].map((name, i) => ({ ...textOption(name, 'constant'), boost: -i })) : [];
    case 'resource':
      return resources(before, context);
    default:
      return [];
  }
}

function textOption(value: string, type: string): Completion {
  return { label: JSON.stringify(value), displayLabel: value, type };
}

/** The errors that the action of a state can give, as they are named in `ErrorEquals`. */
async function errorsOf(document: Document, state: string | undefined): Promise<string[]> {
  const value = state === undefined ? undefined : document.nodeAt(`${state}/Resource`)?.value;
  const resource = typeof value === 'string' ? readResource(value) : undefined;
  if (!resource) {
    return [];
  }

  try {
    const found = await operationOf(resource);
    return found ? namesOfErrors(resource, found) : [];
  } catch {
    return [];
  }
}

/** ARNs: of what Step Functions knows by itself, then, once a service is named, of its actions in the SDK. */
async function resources(before: string, context: CompletionContext): Promise<Completion[]> {
  const own = integrations.flatMap(({ service, action, patterns }) =>
    patterns.map((pattern): Completion => ({ ...textOption(resourceArn({ service, action, pattern, isSdk: false }), 'function'), detail: pattern })));
  const others = ['arn:aws:lambda:us-east-1:123456789012:function:', 'arn:aws:states:us-east-1:123456789012:activity:'].map((arn) => textOption(arn, 'text'));
  const service = /aws-sdk:([\w-]+):/.exec(before)?.[1];
  try {
    const sdk = service === undefined
      ? (await listServices()).map(({ sdkName }) => textOption(`arn:aws:states:::aws-sdk:${sdkName}:`, 'namespace'))
      : (await describeService(service)).operations.map(({ name }) =>
          textOption(resourceArn({ service, action: name.slice(0, 1).toLowerCase() + name.slice(1), pattern: 'request', isSdk: true }), 'function'));
    return context.aborted ? [] : [...own, ...others, ...sdk];
  } catch {
    return [...own, ...others];
  }
}
