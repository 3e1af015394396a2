import { useMemo } from 'react';
import { beside } from './beside.ts';
import { Editor } from './Editor.tsx';

/** Two definitions beside each other, with what differs. */
export function Difference({ label, left, right }: { label: string; left: string; right: string }) {
  const [original, value] = useMemo(() => beside(left, right), [left, right]);
  return <Editor label={label} value={value} original={original} />;
}
