import { useMemo } from 'react';
import { texts } from '../texts.ts';
import { Copy } from './Copy.tsx';
import { formatJson } from './format.ts';

/** JSON text as text, laid out, scrolling by itself. */
export function Json({ text, label }: { text: string | undefined; label: string }) {
  const laidOut = useMemo(() => (text === undefined ? undefined : formatJson(text)), [text]);
  if (laidOut === undefined) {
    return <p className="none">{texts.none}</p>;
  }

  return (
    <div className="json">
      <Copy text={laidOut} what={label} />
      <pre tabIndex={0} role="region" aria-label={label}>{laidOut}</pre>
    </div>
  );
}
