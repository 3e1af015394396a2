import { layoutOf, type LayoutTask } from './layoutTask.ts';

/** Lays out what is too much to do between two frames of the page. */
self.onmessage = ({ data }: MessageEvent<LayoutTask>) => self.postMessage(layoutOf(data));
