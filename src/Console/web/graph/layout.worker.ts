import { layout } from './layout.ts';
import type { LayoutTask } from './LayoutWorker.ts';

/** Lays out what is too much to do between two frames of the page. */
self.onmessage = ({ data: { skeleton, closed } }: MessageEvent<LayoutTask>) => {
  self.postMessage(layout(skeleton, (id) => !closed.has(id)));
};
