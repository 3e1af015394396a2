import type { Document } from '../document.ts';

/** The formats that a definition can be had in. */
export const formats = ['json', 'yaml', 'mermaid', 'svg'] as const;
export type Format = (typeof formats)[number];

/** The ending of a file of a format, and its type. */
export const fileOf: Record<Format, { ending: string; type: string }> = {
  json: { ending: '.asl.json', type: 'application/json' },
  yaml: { ending: '.asl.yaml', type: 'application/yaml' },
  mermaid: { ending: '.mmd', type: 'text/plain' },
  svg: { ending: '.svg', type: 'image/svg+xml' },
};

/**
 * A definition in a format. JSON is the text without its comments, which AWS does not take. A text that cannot be read is given as it is,
 * and drawn as the last one that could be. What a format needs is loaded then.
 */
export async function toFormat(document: Document, format: Format): Promise<string> {
  const { plain, scope } = document;
  switch (format) {
    case 'json':
      return plain;
    case 'yaml':
      return document.isReadable ? (await import('./yaml.ts')).writeYaml(plain) : plain;
    case 'mermaid':
      return scope ? (await import('./mermaid.ts')).toMermaid(scope) : '';
    case 'svg':
      return scope ? (await import('./svg.ts')).toSvg(scope) : '';
  }
}
