import { History } from '../model/history.ts';
import type { Operations } from './operations.ts';
import type { HistoryEvent } from './types.ts';

/** A history as far as it was read. */
export interface Reading {
  history: History;
  version: number;
}

/** Calls GetExecutionHistory for one execution. */
export type AskForEvents = (page: { maxResults: number; reverseOrder?: boolean; nextToken?: string }) => Promise<Operations['GetExecutionHistory'][1]>;

/** The most that the API gives at once. */
const mostEvents = 1000;
/** What is asked for first where little is expected. */
const fewEvents = 100;

/**
 * Reads what is new of a history: all of it from the first event at first, later from the last back to what is known.
 * @param onBegin Is given what there is after the first page, while the others come.
 * @returns What was known, the same object, where nothing is new.
 */
export async function readEvents(ask: AskForEvents, known: Reading | undefined, onBegin: (begin: Reading) => void): Promise<Reading> {
  if (!known) {
    const history = new History();
    for await (const events of pages(ask, mostEvents)) {
      const isFirst = history.lastId === 0;
      history.append(events);
      if (isFirst) {
        onBegin({ history, version: history.lastId });
      }
    }

    return { history, version: history.lastId };
  }

  const { history } = known;
  const fresh: HistoryEvent[] = [];
  for await (const events of pages(ask, fewEvents, true)) {
    const unknown = events.filter((event) => event.id > history.lastId);
    fresh.push(...unknown);
    if (unknown.length < events.length) {
      break;
    }
  }

  return history.append(fresh.reverse()) ? { history, version: history.lastId } : known;
}

async function* pages(ask: AskForEvents, first: number, reverseOrder?: boolean): AsyncGenerator<HistoryEvent[]> {
  let nextToken: string | undefined;
  let maxResults = first;
  do {
    const answer = await ask({ maxResults, ...(reverseOrder ? { reverseOrder } : {}), ...(nextToken ? { nextToken } : {}) });
    yield answer.events;
    nextToken = answer.nextToken;
    maxResults = mostEvents;
  } while (nextToken);
}
