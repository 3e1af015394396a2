import { ExactNumber } from '../../model/exactJson.ts';

type Json = Record<string, unknown>;

/**
 * What stands in a template for what is only known when it is deployed. Values that the template says are put in; for the others `${Name}`
 * stands in the text, as CloudFormation writes it. The partition is AWS's own, so that the ARNs of integrations can be read.
 */
export class Placeholders {
  /** The names that are left in what was filled. */
  readonly left = new Set<string>();

  /** @param substitutions `DefinitionSubstitutions`: names that stand as `${Name}` in the definition. */
  constructor(private readonly substitutions: Json) {}

  /** A value with texts in the place of all functions in it. */
  fillAll(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.fillAll(item));
    }

    if (typeof value === 'string') {
      return this.fill(value);
    }

    if (typeof value !== 'object' || value === null || value instanceof ExactNumber) {
      return value;
    }

    return isFunction(value as Json) ? this.textOf(value) : Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.fillAll(inner)]));
  }

  /** The text that a string or a function stands for. */
  textOf(value: unknown): string {
    if (typeof value !== 'object' || value === null || value instanceof ExactNumber) {
      return this.fill(String(value ?? ''));
    }

    const json = value as Json;
    if (typeof json['Ref'] === 'string') {
      return this.placeholder(json['Ref']);
    }

    const { 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': sub } = json;
    if (attribute !== undefined) {
      return this.placeholder([attribute].flat().map(String).join('.'));
    }

    if (Array.isArray(join) && Array.isArray(join[1])) {
      return join[1].map((part) => this.textOf(part)).join(String(join[0] ?? ''));
    }

    if (Array.isArray(sub)) {
      return this.fill(String(sub[0] ?? ''), typeof sub[1] === 'object' && sub[1] !== null ? (sub[1] as Json) : {});
    }

    if (sub !== undefined) {
      return this.fill(String(sub));
    }

    const [name = '', inner] = Object.entries(json)[0] ?? [];
    return this.placeholder(`${name.replace(/^Fn::/, '')}(${JSON.stringify(inner ?? null).replaceAll(/["\\{}$]/g, '')})`);
  }

  /** Puts values in the place of `${Name}`; `${!Name}` is text. */
  private fill(text: string, own: Json = {}): string {
    return text.replace(/\$\{([^!{}][^{}]*)\}/g, (_, name: string) => {
      const values = [own, this.substitutions].find((each) => Object.hasOwn(each, name.trim()));
      const value = values?.[name.trim()];
      return value === undefined || (typeof value === 'object' && !(value instanceof ExactNumber)) ? this.placeholder(name.trim()) : String(value);
    });
  }

  private placeholder(name: string): string {
    if (name === 'AWS::Partition') {
      return 'aws';
    }

    this.left.add(name);
    return `\${${name}}`;
  }
}

function isFunction(json: Json): boolean {
  const names = Object.keys(json);
  return names.length === 1 && (names[0]!.startsWith('Fn::') || (names[0] === 'Ref' && typeof json['Ref'] === 'string'));
}
