import { type Document, isAlias, isMap, isNode, isScalar, isSeq, parseDocument, type Scalar, visit } from 'yaml';
import { designTexts } from '../../designTexts.ts';
import { numberOf } from '../../model/exactJson.ts';

/** YAML, read and written. Imported where there is some: it is large. */

/** CloudFormation's short tags; with Ref and Condition, the only names without "Fn::" before them. */
const tag = /^!(And|Base64|Cidr|Condition|Equals|FindInMap|GetAtt|GetAZs|If|ImportValue|Join|Length|Not|Or|Ref|Select|Split|Sub|ToJsonString|Transform)$/;

/** More values than these are not read: aliases can make any number of them. */
const mostValues = 200_000;

/** Reads YAML as CloudFormation has it: `!Sub x` stands for `{ "Fn::Sub": "x" }`. Throws SyntaxError. */
export function readYaml(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  const [error] = document.errors;
  if (error) {
    throw new SyntaxError(error.message);
  }

  const meant = aliasesOf(document);
  let count = 0;
  const read = (node: unknown, depth: number): unknown => {
    if (++count > mostValues || depth > 500) {
      throw new SyntaxError(designTexts.imports.tooLarge);
    }

    const inner = isAlias(node) ? meant.get(node) : node;
    const name = isNode(inner) ? tag.exec((inner as { tag?: string }).tag ?? '')?.[1] : undefined;
    const value = isMap(inner)
      ? readMap(inner.items, depth)
      : isSeq(inner)
        ? inner.items.map((item) => read(item, depth + 1))
        : isScalar(inner) ? scalarOf(inner) : null;
    return name === undefined
      ? value
      : { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: name === 'GetAtt' && typeof value === 'string' ? value.split('.') : value };
  };
  const readMap = (items: { key: unknown; value: unknown }[], depth: number): Record<string, unknown> => {
    const object: Record<string, unknown> = {};
    const set = (name: string, value: unknown): void => void Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
    for (const { key, value } of items) {
      const name = String(isScalar(key) ? key.value : key);
      const inner = read(value, depth + 1);
      if (name !== '<<') {
        set(name, inner);
      } else {
        for (const merged of [inner].flat()) {
          for (const [of, value] of Object.entries((merged ?? {}) as object)) {
            if (!Object.hasOwn(object, of)) {
              set(of, value);
            }
          }
        }
      }
    }

    return object;
  };
  return read(document.contents, 0);
}

/** The value of a scalar: a number that JSON writes the same way stays as it is written. */
function scalarOf({ value, source }: Scalar): unknown {
  return typeof value === 'number' && source !== undefined && /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(source) ? numberOf(source) : value;
}

/** What each alias stands for: what had its name last before it. */
function aliasesOf(document: Document): Map<unknown, unknown> {
  const named = new Map<string, unknown>();
  const meant = new Map<unknown, unknown>();
  visit(document, {
    Alias: (_, alias) => void meant.set(alias, named.get(alias.source)),
    Value: (_, node) => {
      if (node.anchor !== undefined) {
        named.set(node.anchor, node);
      }
    },
  });
  return meant;
}

/** Writes JSON text as YAML in block style; numbers stay as they are written. */
export function writeYaml(json: string): string {
  const document = parseDocument(json, { uniqueKeys: false });
  visit(document, {
    Collection: (_, node) => {
      node.flow = node.items.length === 0;
    },
    Scalar: (_, node) => {
      if (typeof node.value === 'string') {
        node.type = node.value.includes('\n') ? 'BLOCK_LITERAL' : 'PLAIN';
      }
    },
  });
  return document.toString({ lineWidth: 0 });
}
