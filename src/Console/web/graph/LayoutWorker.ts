import type { Scope } from '../model/definition.ts';
import type { Layout } from './layout.ts';

/** What is to be laid out. */
export interface LayoutTask {
  skeleton: Scope;
  /** The ids of the states whose inside is not shown. */
  closed: ReadonlySet<string>;
}

/** A worker, begun when it is first needed, that does one thing at a time: of those that wait the last one counts. */
export class LayoutWorker {
  #worker: Worker | undefined;
  #isBusy = false;
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
    if (!this.#next || this.#isBusy) {
      return;
    }

    this.#worker ??= this.#begin();
    this.#worker.postMessage(this.#next);
    this.#next = undefined;
    this.#isBusy = true;
  }

  #begin(): Worker {
    const worker = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Layout>) => {
      this.#isBusy = false;
      if (this.#isWanted) {
        this.onDone(data);
      }

      this.#send();
    };
    return worker;
  }
}
