import { formatLength } from './format.ts';
import { useNow } from './now.ts';

/** How long something took; as long as it goes on, how long it has done so. Times are seconds since 1970. */
export function Took({ from, to }: { from: number; to: number | undefined }) {
  const now = useNow(to === undefined);
  return <>{formatLength((to ?? now) - from)}</>;
}
