import type { StateNode } from './definition.ts';

/** Places in JSON, as JSON pointers (RFC 6901): `/States/A`. */

export function segmentsOf(pointer: string): string[] {
  return pointer === '' ? [] : pointer.slice(1).split('/').map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What is inside a place. */
export function within(pointer: string, ...segments: (string | number)[]): string {
  return pointer + segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The place around a place; the whole is around itself. */
export function around(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
}

/** The name or index at the end of a place. */
export function lastOf(pointer: string): string {
  return segmentsOf(pointer.slice(Math.max(0, pointer.lastIndexOf('/'))))[0] ?? '';
}

/** Whether a place is another one or inside it. */
export function isWithin(pointer: string, outer: string): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`);
}

/** The place of a state in its definition. */
export function pointerOf(state: StateNode): string {
  return within(state.scope.id, 'States', state.name);
}

/** The scope that a state's place is in. */
export function scopeOf(statePointer: string): string {
  return around(around(statePointer));
}
