import { useEffect, useMemo, useRef, useState } from 'react';
import { allStates, type Scope } from '../model/definition.ts';
import type { Layout } from './layout.ts';
import { layoutOf, type LayoutTask } from './layoutTask.ts';
import { LayoutWorker } from './LayoutWorker.ts';
import { signatureOf, skeletonOf } from './skeleton.ts';

// So many states are laid out before the next frame of the page.
const few = 60;

const nothing: Layout = { nodes: [], edges: [], width: 0, height: 0 };

/**
 * The layout of a definition that is being edited: the same object as long as nothing changed that it depends on. Its states are
 * skeletons, without what they hold. A large one is laid out by a worker; until that is done the last one stays.
 * @param closed The ids of the states whose inside is not shown.
 */
export function useLayout(scope: Scope, closed: ReadonlySet<string>): Layout {
  const skeleton = useMemo(() => skeletonOf(scope), [scope]);
  const signature = useMemo(() => signatureOf(skeleton), [skeleton]);
  const task = useMemo<LayoutTask>(() => ({ skeleton, closed }), [signature, closed]);
  const direct = useMemo(() => (hasFew(task.skeleton) ? layoutOf(task) : undefined), [task]);
  const [later, setLater] = useState<Layout>();
  const worker = useRef<LayoutWorker>(undefined);
  useEffect(() => {
    worker.current = new LayoutWorker(setLater);
    return () => worker.current?.close();
  }, []);
  const isLarge = direct === undefined;
  useEffect(() => {
    worker.current?.ask(isLarge ? task : undefined);
    if (!isLarge) {
      setLater(undefined);
    }
  }, [isLarge, task]);
  const last = useRef(nothing);
  last.current = direct ?? later ?? last.current;
  return last.current;
}

function hasFew(scope: Scope): boolean {
  let count = 0;
  for (const _ of allStates(scope)) {
    if (++count > few) {
      return false;
    }
  }

  return true;
}
