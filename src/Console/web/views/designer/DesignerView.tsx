import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { useMachine } from '../../api/machines.ts';
import type { Machine } from '../../api/types.ts';
import { Design } from '../../design/Design.ts';
import { Document } from '../../design/document.ts';
import { type OpenDesigns, useOpenDesigns } from '../../design/OpenDesigns.ts';
import { useDesign } from '../../design/useDesign.ts';
import { designerTexts } from '../../designerTexts.ts';
import { Empty } from '../../parts/Empty.tsx';
import { Failure } from '../../parts/Failure.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { useTitle } from '../../parts/title.ts';
import { decoded, routes } from '../../routes.ts';
import { texts } from '../../texts.ts';
import { Designer } from './Designer.tsx';
import { type Draft, forgetDraft, machineOf, readDraft } from './drafts.ts';
import { useDraft } from './useDraft.ts';

const Gallery = lazy(() => import('./gallery/Gallery.tsx'));
const said = designerTexts;

/** Draws a new workflow, or one that is there. */
export default function DesignerView({ params }: { params: { name?: string } }) {
  return params.name === undefined ? <New /> : <Edit key={params.name} name={decoded(params.name)} />;
}

/** What is drawn. */
interface Begun {
  design: Design;
  /** Whether it comes from a draft. */
  restored: boolean;
  /** What a new one may be called. */
  name?: string;
}

function New() {
  useTitle(said.newTitle);
  const open = useOpenDesigns();
  const [begun, setBegun] = useState<Begun | undefined>(() => {
    const draft = readDraft(localStorage, undefined);
    return draft && begin(open, draft.text, draft.name, true);
  });
  const discard = (): void => {
    forgetDraft(localStorage, undefined);
    open.forget(undefined);
    setBegun(undefined);
  };
  return begun ? (
    <Drawing key={String(begun.restored)} begun={begun} machine={undefined} onDiscard={discard} />
  ) : (
    <Suspense fallback={<Loading />}>
      <Gallery onChoose={(text, name) => setBegun(begin(open, text, name, false))} />
    </Suspense>
  );
}

function begin(open: OpenDesigns, text: string, name: string | undefined, restored: boolean): Begun {
  const design = (restored ? open.find(undefined, text) : undefined) ?? new Design(text);
  open.keep(undefined, design);
  return { design, restored, ...(name === undefined ? {} : { name }) };
}

function Edit({ name }: { name: string }) {
  useTitle(name, said.title);
  const { machine, isMissing, failed } = useMachine(name);
  if (machine) {
    return <EditMachine key={machine.stateMachineArn} machine={machine} />;
  }

  return (
    <>
      <h1>{name}</h1>
      {isMissing ? (
        <Empty title={texts.machine.notThere}><Link href={routes.machines()}>{texts.failure.home}</Link></Empty>
      ) : failed ? (
        <Failure error={failed.error!} onRetry={() => void failed.refetch()} />
      ) : (
        <Loading />
      )}
    </>
  );
}

function EditMachine({ machine }: { machine: Machine }) {
  const open = useOpenDesigns();
  const [begun, setBegun] = useState(() => beginWith(open, machine));
  useEffect(() => {
    if (newOneOf(machine)) {
      forgetDraft(localStorage, undefined);
      open.forget(undefined);
    }
  }, [machine, open]);
  return (
    <Drawing
      key={begun.count}
      begun={begun}
      machine={machine}
      base={begun.base}
      onDiscard={() => {
        forgetDraft(localStorage, machine.stateMachineArn);
        open.forget(machine.stateMachineArn);
        setBegun(({ count }) => ({ ...beginWith(open, machine), count: count + 1 }));
      }}
    />
  );
}

function beginWith(open: OpenDesigns, machine: Machine): Begun & { base: Draft['base']; count: number } {
  const { stateMachineArn, definition } = machine;
  const draft = readDraft(localStorage, stateMachineArn);
  // What was drawn as a new one is this one now, with the comments that the server does not keep.
  const drawn = newOneOf(machine);
  const text = draft?.text ?? drawn?.text ?? definition;
  const design = open.find(stateMachineArn, text) ?? (drawn && open.find(undefined, text)) ?? new Design(text);
  open.keep(stateMachineArn, design);
  return { design, restored: draft !== undefined, base: draft?.base, count: 0 };
}

/** The draft of a new workflow, if it was saved as a machine. */
function newOneOf({ definition }: Machine): Draft | undefined {
  const draft = readDraft(localStorage, undefined);
  return draft && isSameBut(draft.text, definition) ? draft : undefined;
}

/** Whether a text is a definition but for comments. */
function isSameBut(text: string, definition: string): boolean {
  return text === definition || new Document(text).plain === definition;
}

/** @param base What the draft was made of, where that is not what the machine is now. */
function Drawing({ begun: { design, restored, name }, machine, base: given, onDiscard }: { begun: Begun; machine: Machine | undefined; base?: Draft['base']; onDiscard: () => void }) {
  const { text, plain } = useWritten(design);
  // The machine as it was when editing began: who saves over another's newer one is told by comparing with it.
  const [base, setBase] = useState(() => machine && machineOf(machine, given));
  const isSaved = machine !== undefined && machine.definition === plain;
  const isUntouched = base !== undefined && base.definition === text;
  useEffect(() => {
    if (machine && isSaved) {
      setBase(machine);
    } else if (machine && isUntouched) {
      // Another has saved it, and nothing of it was edited here.
      design.edit([{ from: 0, to: design.text.length, insert: machine.definition }]);
      setBase(machine);
    }
  }, [machine, isSaved, isUntouched]);
  const definition = base?.definition;
  const revision = base?.revisionId;
  const draft = useMemo<Draft | undefined>(
    () => (isUntouched || text === machine?.definition ? undefined : {
      text,
      ...(name === undefined ? {} : { name }),
      ...(definition === undefined ? {} : { base: { definition, ...(revision === undefined ? {} : { revisionId: revision }) } }),
    }),
    [text, name, isUntouched, machine?.definition, definition, revision],
  );
  useDraft(machine?.stateMachineArn, draft);
  return <Designer design={design} machine={base} {...(name === undefined ? {} : { name })} isRestored={restored && draft !== undefined && !isSaved} onDiscard={onDiscard} />;
}

function useWritten(design: Design): { text: string; plain: string } {
  const document = useDesign(design);
  return useMemo(() => ({ text: design.written, plain: design.plain }), [document]);
}
