import { type Completion, type CompletionContext, type CompletionResult, type CompletionSource, insertCompletionText, pickedCompletion, snippetCompletion } from '@codemirror/autocomplete';
import { getLocation, type Location } from 'jsonc-parser';
import { describeService, listServices, type ServiceModel } from '../../api/services.ts';
import { capitalized, modelOf, optimizedActions, patternsOf, readResource, sdkService, writeResource } from '../../model/integration.ts';
import { segmentsOf, within } from '../../model/pointer.ts';
import type { Document } from '../document.ts';
import { type Field, guide } from '../fields.ts';
import { expressionCompletion } from './expressions.ts';
import { errorNames, lambdaErrors } from './functions.ts';
import { argumentsOf, errorsOf } from './operation.ts';
import { type Spot, spotAt } from './spot.ts';

/** A name, string or the beginning of one, as far as it is written. */
interface Token {
  from: number;
  to: number;
  /** Whether it is a string with both its quotes. */
  isClosed: boolean;
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
  // The package calls a name a property.
  const isText = previousNode?.type === 'string' || previousNode?.type === 'property';
  if (isText && previousNode.offset < at && at <= previousNode.offset + previousNode.length) {
    const end = previousNode.offset + previousNode.length;
    const isClosed = previousNode.length > 1 && text[end - 1] === '"';
    if (!isClosed || at < end) {
      // One that has no end takes the rest of its line with it.
      return { from: previousNode.offset, to: isClosed ? end : at, before: text.slice(previousNode.offset + 1, at), isQuoted: true, isClosed };
    }
  }

  const before = /[\w.$]*$/.exec(text.slice(Math.max(0, at - 80), at))?.[0] ?? '';
  return { from: at - before.length, to: at, before, isQuoted: false, isClosed: false };
}

async function proposeNames(document: Document, { path }: Location, token: Token): Promise<CompletionResult | null> {
  const holder = path.slice(0, -1);
  const spot = spotAt(document, holder);
  const pointer = within('', ...holder);
  const object = document.nodeAt(pointer);
  const there = new Set((object?.children ?? []).filter(({ offset }) => offset !== token.from).map(({ children }) => children?.[0]?.value as string));
  const hasValue = /^\s*:/.test(document.text.slice(token.to, token.to + 40));
  const fields = spot.fields ?? (await proposeArguments(document, spot, holder));
  const options = fields.filter(({ name, isOld }) => !there.has(name) && !isOld).map((field, i) => nameOption(field, hasValue, fields.length - i));
  return resultOf(token, options);
}

/** What is typed has a quote before it, as what is proposed has; the quote behind it is written over, but does not count for what matches. */
function resultOf({ from, isClosed, isQuoted }: Token, options: Completion[]): CompletionResult | null {
  const fit = isClosed ? overRest : isQuoted ? (option: Completion): Completion => option : unquoted;
  return options.length === 0 ? null : { from, options: options.map(fit), validFor: /^"?[\w.$: -]*$/ };
}

/** Without a quote before it, what is typed is looked for without one. */
function unquoted(option: Completion): Completion {
  return { ...option, label: option.displayLabel ?? option.label, apply: option.apply ?? option.label };
}

function overRest(option: Completion): Completion {
  const { apply = option.label } = option;
  return {
    ...option,
    apply: (view, completion, from, to) => {
      const end = to + (/^[^"\n]*"/.exec(view.state.sliceDoc(to, to + 500))?.[0].length ?? 0);
      if (typeof apply === 'string') {
        view.dispatch({ ...insertCompletionText(view.state, apply, from, end), annotations: pickedCompletion.of(completion) });
      } else {
        apply(view, completion, from, end);
      }
    },
  };
}

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

/** The integration that a state calls, with the server's model of its service. Nothing is proposed where there is none, or no server. */
async function callOf(document: Document, state: string | undefined): Promise<{ call: { service: string; action: string }; model: ServiceModel | undefined } | undefined> {
  const arn = state === undefined ? undefined : document.nodeAt(`${state}/Resource`)?.value;
  const call = typeof arn === 'string' ? readResource(arn) : undefined;
  if (call?.kind !== 'integration') {
    return undefined;
  }

  const name = modelOf(call.service, call.action);
  return { call, model: name === undefined ? undefined : await describeService(name).catch(() => undefined) };
}

/** What the action of a Task takes. */
async function proposeArguments(document: Document, { field, state, language }: Spot, holder: Location['path']): Promise<Argument[]> {
  const found = state !== undefined && (field?.name === 'Arguments' || field?.name === 'Parameters') ? await callOf(document, state) : undefined;
  if (!found) {
    return [];
  }

  const { shapes, shape } = argumentsOf(found.call, found.model);
  let at = shape === undefined ? undefined : shapes[shape];
  for (const segment of holder.slice(segmentsOf(state ?? '').length + 1)) {
    const inner: string | undefined = typeof segment === 'number'
      ? at?.item
      : (at?.members?.find(({ name }) => capitalized(name) === segment.replace(/\.\$$/, ''))?.shape ?? at?.value);
    at = inner === undefined ? undefined : shapes[inner];
  }

  return (at?.members ?? []).map(({ name, shape: of, required }) => ({
    name: capitalized(name),
    kind: kindOf(shapes[of]?.type, language === 'JSONata'),
    help: '',
    page: '',
    ...(required ? { isRequired: true as const } : {}),
  }));
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
  return resultOf(token, values);
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
      return depth > 0 ? (await proposeErrors(document, state)).map((name, i) => ({ ...textOption(name, 'constant'), boost: -i })) : [];
    case 'resource':
      return resources(before, context);
    default:
      return [];
  }
}

function textOption(value: string, type: string): Completion {
  return { label: JSON.stringify(value), displayLabel: value, type };
}

/** The errors that a state can end with, those of its action first. */
async function proposeErrors(document: Document, state: string | undefined): Promise<string[]> {
  const found = await callOf(document, state);
  return [...new Set([...(found?.model ? errorsOf(found.call, found.model) : []), ...errorNames, ...lambdaErrors])];
}

/** ARNs: of what Step Functions knows by itself, then, once a service is named, of its actions in the SDK. */
async function resources(before: string, context: CompletionContext): Promise<Completion[]> {
  const own = optimizedActions.flatMap((name) => {
    const [service = '', action = ''] = name.split(':');
    return patternsOf(service, action).map((pattern) => textOption(writeResource({ service, action, pattern }), 'function'));
  });
  const others = ['arn:aws:lambda:us-east-1:123456789012:function:', 'arn:aws:states:us-east-1:123456789012:activity:'].map((arn) => textOption(arn, 'text'));
  const service = /aws-sdk:([\w-]+):/.exec(before)?.[1];
  try {
    const sdk = service === undefined
      ? (await listServices()).map(({ sdkName }) => textOption(`arn:aws:states:::aws-sdk:${sdkName}:`, 'namespace'))
      : (await describeService(service)).operations.map(({ name }) =>
          textOption(writeResource({ service: sdkService(service), action: name.charAt(0).toLowerCase() + name.slice(1), pattern: 'request' }), 'function'));
    return context.aborted ? [] : [...own, ...others, ...sdk];
  } catch {
    return [...own, ...others];
  }
}
