namespace FunctionsAsl.Service.Tasks;

/// <summary><c>aws-sdk:sfn:ACTION</c>: any operation of this service's own API but TestState.</summary>
internal sealed class SdkIntegration(OperationTable operations) : IIntegration
{
    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        string operation = OperationOf(task);
        // A state under test that tests itself would never end, and each test would wait in memory for the one that it began.
        if (operation == "TestState" || !Inputs.All.TryGetValue(operation, out Shape? shape))
        {
            throw IntegrationTable.Unsupported(task.Resource);
        }

        Check(task);
        var arguments = new Arguments(task.Input);
        try
        {
            JsonMap answer = operation == ChildStart.Operation
                ? await ChildStart.Of(origin, task).StartAsync(operations, cancel)
                : await operations.CallAsync(operation, () => ApiNames.ToRequest(arguments.Members, shape), cancel);
            return new CallAnswer(ApiNames.ToResult(answer, ApiNames.IsoTime));
        }
        catch (ApiException e)
        {
            throw new TaskFailedException(
                "Sfn." + ApiNames.ExceptionName(e.Type), SdkErrorText.OfSdk2(e.Message, e.Status, "Sfn", Guid.NewGuid().ToString()));
        }
    }

    public void Check(Command.RunTask task)
    {
        if (Inputs.All.TryGetValue(OperationOf(task), out Shape? shape))
        {
            new Arguments(task.Input).Check(shape);
        }
    }

    private static string OperationOf(Command.RunTask task) =>
        task.Resource is TaskResource.Integration { Action: var action } ? ApiNames.Capitalize(action) : "";
}
