import type {
  Alias, AliasItem, Diagnostic, Execution, ExecutionItem, ExecutionStatus, HistoryEvent, Machine, MachineItem, MachineOfExecution, MachineType,
  MapRun, MapRunItem, Page, Route, TestStateAnswer, VersionItem,
} from './types.ts';

type Paged<In> = In & { maxResults?: number; nextToken?: string };
type PageOf<Name extends string, Item> = Page & Record<Name, Item[]>;

/** The operations that the console calls: what goes in and what comes out. */
export interface Operations {
  ListStateMachines: [Paged<object>, PageOf<'stateMachines', MachineItem>];
  DescribeStateMachine: [{ stateMachineArn: string }, Machine];
  DescribeStateMachineForExecution: [{ executionArn: string }, MachineOfExecution];
  CreateStateMachine: [{ name: string; definition: string; roleArn: string; type?: MachineType }, { stateMachineArn: string }];
  UpdateStateMachine: [{ stateMachineArn: string; definition?: string; publish?: boolean }, { updateDate: number; revisionId?: string }];
  DeleteStateMachine: [{ stateMachineArn: string }, object];
  ValidateStateMachineDefinition: [{ definition: string; type?: MachineType }, { result: 'OK' | 'FAIL'; diagnostics: Diagnostic[]; truncated?: boolean }];
  ListStateMachineVersions: [Paged<{ stateMachineArn: string }>, PageOf<'stateMachineVersions', VersionItem>];
  ListStateMachineAliases: [Paged<{ stateMachineArn: string }>, PageOf<'stateMachineAliases', AliasItem>];
  DescribeStateMachineAlias: [{ stateMachineAliasArn: string }, Alias];
  CreateStateMachineAlias: [{ name: string; routingConfiguration: Route[]; description?: string }, AliasItem];
  UpdateStateMachineAlias: [{ stateMachineAliasArn: string; routingConfiguration?: Route[]; description?: string }, { updateDate: number }];
  PublishStateMachineVersion: [{ stateMachineArn: string; description?: string; revisionId?: string }, VersionItem];
  ListExecutions: [
    Paged<{ stateMachineArn?: string; mapRunArn?: string; statusFilter?: ExecutionStatus }>,
    PageOf<'executions', ExecutionItem>,
  ];
  DescribeExecution: [{ executionArn: string; includedData?: 'ALL_DATA' | 'METADATA_ONLY' }, Execution];
  StartExecution: [{ stateMachineArn: string; name?: string; input?: string }, { executionArn: string; startDate: number }];
  StartSyncExecution: [{ stateMachineArn: string; name?: string; input?: string }, Execution];
  StopExecution: [{ executionArn: string; error?: string; cause?: string }, { stopDate: number }];
  RedriveExecution: [{ executionArn: string }, { redriveDate: number }];
  GetExecutionHistory: [
    Paged<{ executionArn: string; reverseOrder?: boolean; includeExecutionData?: boolean }>,
    PageOf<'events', HistoryEvent>,
  ];
  ListMapRuns: [Paged<{ executionArn: string }>, PageOf<'mapRuns', MapRunItem>];
  DescribeMapRun: [{ mapRunArn: string }, MapRun];
  UpdateMapRun: [
    { mapRunArn: string; maxConcurrency?: number; toleratedFailurePercentage?: number; toleratedFailureCount?: number },
    object,
  ];
  TestState: [
    {
      definition: string; stateName?: string; input?: string; variables?: string; context?: string; inspectionLevel?: 'INFO' | 'DEBUG' | 'TRACE';
      mock?: { result?: string; errorOutput?: { error?: string; cause?: string }; fieldValidationMode?: 'STRICT' | 'PRESENT' | 'NONE' };
      stateConfiguration?: Record<string, unknown>; roleArn?: string;
    },
    TestStateAnswer,
  ];
}

export type Operation = keyof Operations;
