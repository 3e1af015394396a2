import { Link } from 'wouter';
import { executionName, isExecutionArn, nameOf } from '../../api/arns.ts';
import type { Execution } from '../../api/types.ts';
import { Copy } from '../../parts/Copy.tsx';
import { Fact } from '../../parts/Fact.tsx';
import { Time } from '../../parts/Time.tsx';
import { Took } from '../../parts/Took.tsx';
import { routes } from '../../routes.ts';
import { texts } from '../../texts.ts';

/** When an execution ran, of which machine it is and who started it. */
export function ExecutionFacts({ execution }: { execution: Execution }) {
  const { executionArn, startDate, stopDate, mapRunArn, redriveCount, redriveDate, stateMachineVersionArn, stateMachineAliasArn, input } = execution;
  const { machine } = executionName(executionArn);
  const parent = startedBy(input);
  return (
    <dl className="facts">
      <Fact name={texts.execution.machine}><Link href={routes.machine(machine)}>{machine}</Link></Fact>
      {stateMachineVersionArn ? <Fact name={texts.execution.version}>{nameOf(stateMachineVersionArn)}</Fact> : null}
      {stateMachineAliasArn ? <Fact name={texts.execution.alias}>{nameOf(stateMachineAliasArn)}</Fact> : null}
      <Fact name={texts.execution.started}><Time at={startDate} /></Fact>
      <Fact name={texts.execution.ended}><Time at={stopDate} /></Fact>
      <Fact name={texts.execution.length}><Took from={startDate} to={stopDate} /></Fact>
      {redriveCount ? <Fact name={texts.execution.redrives}>{redriveCount}{redriveDate ? <> (<Time at={redriveDate} />)</> : null}</Fact> : null}
      {mapRunArn ? <Fact name={texts.execution.mapRun}><Link href={routes.mapRun(mapRunArn)}>{nameOf(mapRunArn)}</Link></Fact> : null}
      {parent ? <Fact name={texts.execution.parent}><Link href={routes.execution(parent)}>{nameOf(parent)}</Link></Fact> : null}
      <Fact name={texts.execution.arn}><code>{executionArn}</code> <Copy text={executionArn} what={texts.execution.arn} /></Fact>
    </dl>
  );
}

/** The execution that started this one, as AWS asks workflows to say it in the input. */
function startedBy(input: string | undefined): string | undefined {
  const arn = input === undefined ? undefined : /"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID"\s*:\s*"([^"\\]+)"/.exec(input)?.[1];
  return arn !== undefined && isExecutionArn(arn) ? arn : undefined;
}
