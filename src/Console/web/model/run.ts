import type { Execution } from '../api/types.ts';
import type { ExecutionTab } from '../routes.ts';
import type { Scope } from './definition.ts';
import type { History } from './history.ts';

/** An execution as the views show it: one of this server, or a history that was imported. */
export interface Run {
  /** Missing where it was imported. */
  execution: Execution | undefined;
  /** Missing where it is not known or cannot be read. */
  definition: Scope | undefined;
  definitionText: string | undefined;
  history: History;
  /** Grows whenever events came: {@link history} is the same object all along. */
  version: number;
}

/** What every tab of an execution is given. */
export interface RunTabProps {
  run: Run;
  /** The visit that is selected, by the id of its event; it stands in the address as `?visit=`. */
  selected: number | undefined;
  onSelect: (visit: number | undefined) => void;
  /** The address of a tab, with the given visit selected, or the one that is. */
  toTab: (tab: ExecutionTab, visit?: number) => string;
}
