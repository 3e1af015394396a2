import { useEffect, useState } from 'react';
import { texts } from '../texts.ts';

/** Puts a text on the clipboard. @param what Names it to those who hear the page. */
export function Copy({ text, what }: { text: string; what: string }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    const timer = done ? setTimeout(() => setDone(false), 1500) : undefined;
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <button type="button" className="quiet copy" aria-label={`${texts.copy}: ${what}`} onClick={() => void navigator.clipboard.writeText(text).then(() => setDone(true))}>
      {done ? texts.copied : texts.copy}
    </button>
  );
}
