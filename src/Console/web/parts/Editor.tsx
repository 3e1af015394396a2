import { lazy, Suspense } from 'react';
import { Loading } from './Loading.tsx';

export interface EditorProps {
  label: string;
  value: string;
  /** Read only where it is missing. */
  onChange?: (value: string) => void;
  /** The other text: where it is given, both stand beside each other with their differences. */
  original?: string;
}

const CodeEditor = lazy(() => import('./CodeEditor.tsx'));

/** JSON text to edit or to look through, with line numbers, folding and search. Its code is loaded when it is first shown. */
export function Editor(props: EditorProps) {
  return (
    <Suspense fallback={<Loading />}>
      <CodeEditor {...props} />
    </Suspense>
  );
}
