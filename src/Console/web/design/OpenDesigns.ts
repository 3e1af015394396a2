import { createContext, use } from 'react';
import type { Design } from './Design.ts';

// Who draws more at once begins anew in the one that was left first.
const most = 8;

/** The designs since the page was loaded, with their histories: who runs what was drawn, and comes back, can still undo all of it. */
export class OpenDesigns {
  private readonly designs = new Map<string, Design>();

  /**
   * The design of a machine, if it still says what is to be edited.
   * @param machine An ARN; missing for a new one.
   * @param text What is to be edited, with or without its comments.
   */
  find(machine: string | undefined, text: string): Design | undefined {
    const design = this.designs.get(machine ?? '');
    return design && (design.written === text || design.plain === text) ? design : undefined;
  }

  keep(machine: string | undefined, design: Design): void {
    this.forget(machine);
    this.designs.set(machine ?? '', design);
    for (const [key] of this.designs) {
      if (this.designs.size <= most) {
        break;
      }

      this.designs.delete(key);
    }
  }

  forget(machine: string | undefined): void {
    this.designs.delete(machine ?? '');
  }

  clear(): void {
    this.designs.clear();
  }
}

export const OpenDesignsContext = createContext<OpenDesigns | undefined>(undefined);

export function useOpenDesigns(): OpenDesigns {
  const open = use(OpenDesignsContext);
  if (!open) {
    throw new Error('Nothing holds the designs.');
  }

  return open;
}
