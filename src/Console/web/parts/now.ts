import { useEffect, useState } from 'react';

/** The time in seconds since 1970, new every second as long as somebody wants it. */
export function useNow(isWanted: boolean): number {
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const timer = isWanted ? setInterval(() => setNow(Date.now() / 1000), 1000) : undefined;
    return () => clearInterval(timer);
  }, [isWanted]);
  return now;
}
