import type { Layout } from './layout.ts';
import { layoutOf, type LayoutTask } from './layoutTask.ts';

/** A worker, begun when it is first needed, that does one thing at a time: of those that wait the last one counts. */
export class LayoutWorker {
  #worker: Worker | undefined;
  /** What it is at. */
  #now: LayoutTask | undefined;
  #next: LayoutTask | undefined;
  #isWanted = false;

  /** @param onDone Is also called with what has changed since: it is nearer than what was there before. */
  constructor(private readonly onDone: (layout: Layout) => void) {}

  /** @param task Where it is missing nothing is wanted any more. */
  ask(task: LayoutTask | undefined): void {
    this.#isWanted = task !== undefined;
    this.#next = task;
    this.#send();
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #send(): void {
    if (!this.#next || this.#now) {
      return;
    }

    this.#worker ??= this.#begin();
    this.#worker.postMessage(this.#next);
    this.#now = this.#next;
    this.#next = undefined;
  }

  #begin(): Worker {
    const worker = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Layout>) => this.#take(data);
    // Where it cannot be loaded or fails, the page does it itself.
    worker.onerror = () => this.#now && this.#take(layoutOf(this.#now));
    return worker;
  }

  #take(laidOut: Layout): void {
    this.#now = undefined;
    if (this.#isWanted) {
      this.onDone(laidOut);
    }

    this.#send();
  }
}
