import type { Shapes } from '../../../api/services.ts';
import { capitalized } from '../../../model/integration.ts';

const deepest = 4;

/** A value of a shape with what it has to have, or where that is nothing, with a few of its members: to begin a mock or arguments with. */
export function exampleOf(shapes: Shapes, name: string | undefined, depth = 0): unknown {
  const shape = name === undefined ? undefined : shapes[name];
  switch (shape?.type) {
    case 'structure': {
      const required = shape.members?.filter((member) => member.required) ?? [];
      const members = required.length > 0 || shape.union ? required : depth === 0 ? (shape.members ?? []).filter(({ shape: inner }) => isPlain(shapes, inner)) : [];
      return depth > deepest ? {} : Object.fromEntries(members.map((member) => [capitalized(member.name), exampleOf(shapes, member.shape, depth + 1)]));
    }

    case 'list':
      return [];
    case 'map':
      return {};
    case 'boolean':
      return false;
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return Math.max(0, shape.min ?? 0);
    case 'timestamp':
      return '2026-01-01T00:00:00Z';
    case 'string':
      return shape.enum?.[0] ?? '';
    case 'blob':
      return '';
    default:
      return {};
  }
}

function isPlain(shapes: Shapes, name: string): boolean {
  return !['structure', 'list', 'map'].includes(shapes[name]?.type ?? 'structure');
}
