import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { call } from '../../../api/client.ts';
import type { Machine } from '../../../api/types.ts';
import type { Design } from '../../../design/Design.ts';
import { useDesign } from '../../../design/useDesign.ts';
import { isVersion, type Version } from '../drafts.ts';

/** What is asked before a machine is saved over. */
export interface Overwriting {
  /** The machine as it is stored. */
  stored: Machine;
  /** Whether somebody else has saved it since editing began. */
  isOther: boolean;
}

/**
 * Saves what was drawn over the machine that it was made of, and never unasked over what somebody else has made of that.
 * @param machine As it was when editing began.
 */
export function useSave(design: Design, machine: Machine | undefined) {
  const document = useDesign(design);
  const plain = useMemo(() => design.plain, [design, document]);
  const client = useQueryClient();
  const [asked, setAsked] = useState<Overwriting>();
  // What was saved from here is nobody else's, though the machine is not yet asked for again.
  const own = useRef<Version>(undefined);
  const look = async (over?: Version): Promise<Overwriting> => {
    const stored = await call('DescribeStateMachine', { stateMachineArn: machine!.stateMachineArn });
    return { stored, isOther: stored.definition !== plain && ![machine, own.current, over].some((known) => isVersion(stored, known)) };
  };
  /**
   * Saves it, or asks where somebody else has saved meanwhile. Throws the API's refusals.
   * @param over What was seen of another, and may be lost.
   * @returns What was saved; nothing where that is asked.
   */
  const save = async (over?: Version): Promise<Version | undefined> => {
    const found = await look(over);
    if (found.isOther) {
      setAsked(found);
      return undefined;
    }

    const updated = await call('UpdateStateMachine', { stateMachineArn: machine!.stateMachineArn, definition: plain });
    own.current = { ...updated, definition: plain };
    setAsked(undefined);
    await client.invalidateQueries({ queryKey: ['DescribeStateMachine'] });
    return own.current;
  };
  return {
    /** The text that is saved. */
    plain,
    isChanged: machine?.definition !== plain,
    save,
    /** Shows what is stored and what it becomes; where both are the same, it is saved at once. */
    ask: async (): Promise<void> => {
      const found = await look();
      if (found.stored.definition === plain) {
        await save();
      } else {
        setAsked(found);
      }
    },
    asked,
    dismiss: () => setAsked(undefined),
  };
}
