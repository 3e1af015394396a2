namespace FunctionsAsl.Service.Operations;

/// <summary>Executions of Express machines, which nothing but the answer remembers.</summary>
internal sealed class ExpressOperations(ServiceContext context)
{
    /// <summary>AWS bills Express executions by steps of 100 ms and 64 MB (DG/pricing); ours count as the smallest.</summary>
    private const long BilledMilliseconds = 100;
    private const long BilledMegabytes = 64;

    // Answers are alike, and come often: their names are put in order and measured once.
    private static readonly JsonShape Shown = new(
        "billingDetails", "cause", "error", "executionArn", "input", "inputDetails", "name", "output", "outputDetails", "startDate",
        "stateMachineArn", "status", "stopDate", "traceHeader");

    private static readonly JsonShape BillingDetails = new("billedDurationInMilliseconds", "billedMemoryUsedInMB");

    /// <summary>Runs an execution to its end and answers with what came of it; that it failed is no error of the call.</summary>
    public async ValueTask<JsonMap> StartSync(Request request, CancellationToken cancel)
    {
        ExecutionStart start = await ExecutionStart.ReadAsync(context, request, cancel);
        if (!start.Machine.IsExpress)
        {
            throw ServiceContext.WrongMachineType();
        }

        ExecutionRecord begun = start.ToRecord(
            context.Arns.Express(start.Machine.Name, start.Name, context.NewId()), context.Now(), start.InputValue);
        ExecutionRecord ended = await context.Engine.RunExpress(begun, cancel);
        bool hidden = Configuration.HidesData(ended.StateMachine.EncryptionConfiguration, request.OptionalText("includedData"));
        return Show(ended, hidden);
    }

    private static JsonMap Show(ExecutionRecord ended, bool hidden)
    {
        bool hasOutput = !hidden && ended.Output is not null;
        return JsonMap.OfPresent(Shown,
        [
            Billing(ended),
            hidden ? null : Alphabetical.Text(ended.Cause),
            hidden ? null : Alphabetical.Text(ended.Error),
            ended.Arn,
            Alphabetical.Text(hidden ? null : ended.Input),
            hidden ? null : ExecutionOperations.Included,
            ended.Name,
            Alphabetical.Text(hasOutput ? ended.Output!.ToString() : null),
            hidden ? null : ExecutionOperations.Included,
            Timestamp.Of(ended.StartDate),
            ended.StateMachineArn,
            ended.Status.ApiName(),
            Timestamp.Of(ended.StopDate!.Value),
            Alphabetical.Text(ended.TraceHeader),
        ]);
    }

    private static JsonMap Billing(ExecutionRecord ended)
    {
        long milliseconds = (long)(ended.StopDate!.Value - ended.StartDate).TotalMilliseconds;
        long steps = Math.Max(1, (milliseconds + BilledMilliseconds - 1) / BilledMilliseconds);
        return JsonMap.Adopt(BillingDetails, [JsonNumber.Of(steps * BilledMilliseconds), JsonNumber.Of(BilledMegabytes)]);
    }
}
