import { lazy, Suspense } from 'react';
import type { Scope } from '../model/definition.ts';
import type { History } from '../model/history.ts';
import { Loading } from '../parts/Loading.tsx';
import './graph.css';

export interface GraphProps {
  definition: Scope;
  /** What the graph is, to those who hear the page. */
  label: string;
  /** Where it is given, states and ways are coloured by what happened. */
  history?: History;
  /** Grows whenever {@link history} did. */
  version?: number;
  /** The name of the state that is selected. */
  selected?: string | undefined;
  /** Should be the same function at each rendering. */
  onSelect?: (state: string) => void;
}

const Canvas = lazy(() => import('./Canvas.tsx'));

/** A definition as a graph, as high as what is around it. Its code is loaded when it is first shown. */
export function Graph(props: GraphProps) {
  return (
    <div className="graph">
      <Suspense fallback={<Loading />}>
        <Canvas {...props} />
      </Suspense>
    </div>
  );
}
