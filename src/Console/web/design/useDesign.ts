import { useSyncExternalStore } from 'react';
import type { Design } from './Design.ts';
import type { Document } from './document.ts';

/** What a design's text says; shows the component again whenever that, what is chosen, or what can be undone changes. */
export function useDesign(design: Design): Document {
  useSyncExternalStore((changed) => design.subscribe(changed), () => design.version);
  return design.document;
}
