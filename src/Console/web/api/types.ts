/** Shapes of the AWS Step Functions API (API model 2016-11-23). Times are seconds since 1970 with fractions, data is JSON text. */

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';
export type MachineType = 'STANDARD' | 'EXPRESS';

export interface Page {
  nextToken?: string;
}

export interface MachineItem {
  stateMachineArn: string;
  name: string;
  type: MachineType;
  creationDate: number;
}

export interface Machine extends MachineItem {
  status: 'ACTIVE' | 'DELETING';
  definition: string;
  roleArn: string;
  loggingConfiguration?: { level?: string; includeExecutionData?: boolean };
  tracingConfiguration?: { enabled?: boolean };
  label?: string;
  revisionId?: string;
  description?: string;
}

export interface MachineOfExecution {
  stateMachineArn: string;
  name: string;
  definition: string;
  roleArn: string;
  updateDate: number;
  mapRunArn?: string;
  label?: string;
  revisionId?: string;
}

export interface VersionItem {
  stateMachineVersionArn: string;
  creationDate: number;
}

export interface AliasItem {
  stateMachineAliasArn: string;
  creationDate: number;
}

/** Where an alias leads to, and how much of it: all its weights are 100 together. */
export interface Route {
  stateMachineVersionArn: string;
  weight: number;
}

export interface Alias extends AliasItem {
  name: string;
  description?: string;
  routingConfiguration: Route[];
  updateDate: number;
}

export interface ExecutionItem {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: ExecutionStatus;
  startDate: number;
  stopDate?: number;
  mapRunArn?: string;
  itemCount?: number;
  stateMachineVersionArn?: string;
  stateMachineAliasArn?: string;
  redriveCount?: number;
  redriveDate?: number;
}

export interface Execution extends ExecutionItem {
  input?: string;
  output?: string;
  error?: string;
  cause?: string;
  traceHeader?: string;
  redriveStatus?: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN';
  redriveStatusReason?: string;
}

/** One event of a history. Beside these four it has one member `…EventDetails` at most; {@link detailsOf} finds it. */
export interface HistoryEvent {
  timestamp: number;
  type: string;
  id: number;
  previousEventId: number;
  [details: string]: unknown;
}

export interface EventDetails {
  name?: string;
  index?: number;
  length?: number;
  input?: string;
  output?: string;
  error?: string;
  cause?: string;
  resource?: string;
  resourceType?: string;
  parameters?: string;
  mapRunArn?: string;
  redriveCount?: number;
  timeoutInSeconds?: number;
  heartbeatInSeconds?: number;
  workerName?: string;
  state?: string;
  location?: string;
  assignedVariables?: Record<string, string>;
  stateMachineVersionArn?: string;
  stateMachineAliasArn?: string;
  [other: string]: unknown;
}

export interface MapRunItem {
  executionArn: string;
  mapRunArn: string;
  stateMachineArn: string;
  startDate: number;
  stopDate?: number;
}

export interface Counts {
  pending: number;
  running: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
  total: number;
  resultsWritten: number;
  failuresNotRedrivable?: number;
  pendingRedrive?: number;
}

export interface MapRun {
  mapRunArn: string;
  executionArn: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  startDate: number;
  stopDate?: number;
  maxConcurrency: number;
  toleratedFailurePercentage: number;
  toleratedFailureCount: number;
  itemCounts: Counts;
  executionCounts: Counts;
  redriveCount?: number;
  redriveDate?: number;
}

/** What TestState shows of a state's data, stage by stage; each is JSON text. */
export interface InspectionData {
  input?: string;
  afterInputPath?: string;
  afterParameters?: string;
  afterArguments?: string;
  result?: string;
  afterResultSelector?: string;
  afterResultPath?: string;
  afterItemsPath?: string;
  afterItemSelector?: string;
  variables?: string;
  request?: Record<string, unknown>;
  response?: Record<string, unknown>;
  errorDetails?: Record<string, unknown>;
  [other: string]: unknown;
}

export interface TestStateAnswer {
  status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  output?: string;
  error?: string;
  cause?: string;
  nextState?: string;
  inspectionData?: InspectionData;
}

export interface Diagnostic {
  severity: 'ERROR' | 'WARNING';
  code: string;
  message: string;
  location?: string;
}
