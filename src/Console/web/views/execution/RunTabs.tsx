import { lazy, Suspense } from 'react';
import type { RunTabProps } from '../../model/run.ts';
import { Editor } from '../../parts/Editor.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { Loading } from '../../parts/Loading.tsx';
import { Tabs } from '../../parts/Tabs.tsx';
import type { ExecutionTab } from '../../routes.ts';
import { texts } from '../../texts.ts';
import { GraphTab } from './GraphTab.tsx';
import './execution.css';

const EventsTab = lazy(async () => ({ default: (await import('./EventsTab.tsx')).EventsTab }));
const TimelineTab = lazy(async () => ({ default: (await import('./TimelineTab.tsx')).TimelineTab }));
const DataTab = lazy(async () => ({ default: (await import('./DataTab.tsx')).DataTab }));

const tabs = ['graph', 'events', 'timeline', 'data', 'definition'] as const;

/** Whether a part of an address names a tab. */
export function isTab(text: string | undefined): text is ExecutionTab {
  return (tabs as readonly (string | undefined)[]).includes(text);
}

/** The ways to look at an execution, or at a history that was imported. */
export function RunTabs({ tab, ...props }: RunTabProps & { tab: ExecutionTab }) {
  return (
    <>
      <Tabs label={texts.execution.views} tabs={tabs.map((id) => ({ id, text: texts.execution.tabs[id], to: props.toTab(id) }))} current={tab} />
      <Suspense fallback={<Loading />}>
        <Tab tab={tab} {...props} />
      </Suspense>
    </>
  );
}

function Tab({ tab, ...props }: RunTabProps & { tab: ExecutionTab }) {
  switch (tab) {
    case 'events':
      return <EventsTab {...props} />;
    case 'timeline':
      return <TimelineTab {...props} />;
    case 'data':
      return <DataTab {...props} />;
    case 'definition':
      return props.run.definitionText === undefined ? (
        <Empty title={texts.execution.noDefinition} />
      ) : (
        <Editor label={texts.execution.tabs.definition} value={props.run.definitionText} />
      );
    default:
      return <GraphTab {...props} />;
  }
}
