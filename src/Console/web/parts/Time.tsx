import { formatTime, formatUtc } from './format.ts';

/** A time where the reader is; its title says it in UTC. */
export function Time({ at }: { at: number | undefined }) {
  return at === undefined ? <>–</> : <time dateTime={new Date(at * 1000).toISOString()} title={formatUtc(at)}>{formatTime(at)}</time>;
}
