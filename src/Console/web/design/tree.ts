import { createScanner, type JSONScanner, type Node, type NodeType, type ParseError, parseTree, printParseErrorCode, type SyntaxKind } from 'jsonc-parser';
import { designTexts } from '../designTexts.ts';

/** What is wrong with a text, and where. */
export interface Problem {
  message: string;
  from: number;
  to: number;
}

export interface Tree {
  /** What could be made out of the text, even of one that is wrong. */
  root: Node | undefined;
  /** Empty where the text is JSON; comments may stand in it. */
  problems: Problem[];
  hasComments: boolean;
}

/** A node while it is made. */
type Made = { -readonly [Field in keyof Node]: Node[Field] };

// Of the package's enumeration there are only the types at run time.
const [openBrace, closeBrace, openBracket, closeBracket, comma, colon, nothing, yes, no, string, number, lineComment, blockComment, lineBreak, blank]: SyntaxKind[] =
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const end: SyntaxKind = 17;

/** Deeper is no definition, and what walks over it would have no room. */
const deepest = 500;

/** Reads JSON text as the package does, in a third of the time: definitions are read at each keystroke. What is wrong is left to it. */
export function readTree(text: string): Tree {
  const reader = new Reader(text);
  const root = reader.readAll();
  if (root) {
    return { root, problems: [], hasComments: reader.hasComments };
  }

  const errors: ParseError[] = [];
  let tolerant: Node | undefined;
  try {
    tolerant = parseTree(text, errors, { allowTrailingComma: false });
  } catch (e) {
    if (!(e instanceof RangeError)) {
      throw e;
    }
  }

  const problems = errors.map(({ error, offset, length }): Problem => {
    const code = printParseErrorCode(error);
    return { message: designTexts.wrong[code] ?? code, from: offset, to: Math.min(text.length, offset + Math.max(1, length)) };
  });
  return {
    root: reader.isTooDeep ? undefined : tolerant,
    problems: problems.length > 0 && !reader.isTooDeep ? problems : [{ message: designTexts.tooDeep, from: 0, to: text.length }],
    hasComments: reader.hasComments,
  };
}

class Reader {
  hasComments = false;
  isTooDeep = false;
  private readonly scanner: JSONScanner;
  private token: SyntaxKind;

  constructor(text: string) {
    this.scanner = createScanner(text, false);
    this.token = this.next();
  }

  /** @returns Nothing where the text is wrong. */
  readAll(): Node | undefined {
    const root = this.readValue(undefined, 0);
    return root && this.token === end && this.scanner.getTokenError() === 0 ? root : undefined;
  }

  private next(): SyntaxKind {
    for (;;) {
      const token = this.scanner.scan();
      if (token === lineComment || token === blockComment) {
        this.hasComments = true;
        if (this.scanner.getTokenError() !== 0) {
          return (this.token = blank!);
        }
      } else if (token !== blank && token !== lineBreak) {
        return (this.token = token);
      }
    }
  }

  private readValue(parent: Node | undefined, depth: number): Node | undefined {
    const { token, scanner } = this;
    if (scanner.getTokenError() !== 0) {
      return undefined;
    }

    switch (token) {
      case openBrace:
        return this.readAllIn(this.node('object', parent), closeBrace!, depth + 1);
      case openBracket:
        return this.readAllIn(this.node('array', parent), closeBracket!, depth + 1);
      case string:
        return this.leaf('string', scanner.getTokenValue(), parent);
      case number:
        return this.leaf('number', Number(scanner.getTokenValue()), parent);
      case yes:
      case no:
        return this.leaf('boolean', token === yes, parent);
      case nothing:
        return this.leaf('null', null, parent);
      default:
        return undefined;
    }
  }

  private node(type: NodeType, parent: Node | undefined): Made {
    return { type, offset: this.scanner.getTokenOffset(), length: this.scanner.getTokenLength(), parent } as Made;
  }

  private leaf(type: NodeType, value: unknown, parent: Node | undefined): Node {
    const node = this.node(type, parent);
    node.value = value;
    this.next();
    return node;
  }

  private readAllIn(container: Made, close: SyntaxKind, depth: number): Node | undefined {
    this.isTooDeep ||= depth > deepest;
    const children: Node[] = [];
    container.children = children;
    this.next();
    while (!this.isTooDeep && (children.length > 0 || this.token !== close)) {
      const child = container.type === 'object' ? this.readMember(container, depth) : this.readValue(container, depth);
      if (!child) {
        return undefined;
      }

      children.push(child);
      if (this.token === close) {
        break;
      }

      if (this.token !== comma) {
        return undefined;
      }

      this.next();
    }

    if (this.isTooDeep) {
      return undefined;
    }

    container.length = this.scanner.getTokenOffset() + 1 - container.offset;
    this.next();
    return container;
  }

  private readMember(parent: Node, depth: number): Node | undefined {
    if (this.token !== string) {
      return undefined;
    }

    const member = this.node('property', parent);
    const key = this.readValue(member, depth);
    if (!key || this.token !== colon) {
      return undefined;
    }

    member.colonOffset = this.scanner.getTokenOffset();
    this.next();
    const value = this.readValue(member, depth);
    if (!value) {
      return undefined;
    }

    member.children = [key, value];
    member.length = value.offset + value.length - member.offset;
    return member;
  }
}
