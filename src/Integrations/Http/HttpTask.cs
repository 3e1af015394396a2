using FunctionsAsl.Service.Tracing;

namespace FunctionsAsl.Integrations.Http;

/// <summary><c>http:invoke</c> (DG/call-https-apis). It calls once, and once more where a token has expired before its time.</summary>
/// <param name="http">Carries the calls; without a time-out of its own.</param>
/// <param name="isLocal">Whether plain <c>http</c> will do.</param>
internal sealed class HttpTask(HttpClient http, Connections connections, TimeProvider clock, string region, bool isLocal) : IIntegration
{
    private const string Socket = "States.Http.Socket";

    /// <summary>All that a task may take, its token included (DG/call-https-apis).</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public void Check(Command.RunTask task) => HttpTaskArguments.Read(task.Input, isLocal);

    public async ValueTask<CallAnswer> CallAsync(TaskOrigin origin, Command.RunTask task, CancellationToken cancel)
    {
        var arguments = HttpTaskArguments.Read(task.Input, isLocal);
        Connection connection = connections.Find(arguments.ConnectionArn);
        connection.Check(arguments.Endpoint);
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            HttpField authorization = await connection.Authorization.HeaderAsync(refused: null, either.Token);
            TraceContext? trace = origin.TraceOf(task);
            HttpTaskResponse response = await SendAsync(arguments, connection, authorization, trace, origin.Inspection, either.Token);
            if (response.IsRefused && connection.Authorization.IsRenewable)
            {
                authorization = await connection.Authorization.HeaderAsync(authorization, either.Token);
                response = await SendAsync(arguments, connection, authorization, trace, origin.Inspection, either.Token);
            }

            return new CallAnswer(response.Result());
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new TaskFailedException(Socket, $"There was no answer within {Limit.TotalSeconds} seconds.");
        }
        catch (Exception e) when (e.InnerException is PrivateAddressException refusal)
        {
            // States.Runtime: no Catch takes it for an error of the API.
            throw new TaskFailedException(ErrorName.Runtime, refusal.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new TaskFailedException(Socket, $"Unable to execute HTTP request: {e.Message}");
        }
    }

    private async ValueTask<HttpTaskResponse> SendAsync(
        HttpTaskArguments arguments,
        Connection connection,
        HttpField authorization,
        TraceContext? trace,
        Inspection? inspection,
        CancellationToken cancel)
    {
        var request = new HttpTaskRequest(arguments, connection, authorization, region);
        if (inspection is not null)
        {
            inspection.Data.Request = request.Show(inspection.RevealsSecrets);
        }

        using HttpRequestMessage message = request.Message();
        trace?.AddTo(message.Headers);
        using HttpResponseMessage answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel);
        HttpTaskResponse response = await HttpTaskResponse.ReadAsync(answer, arguments.Endpoint.Scheme, cancel);
        if (inspection is not null)
        {
            inspection.Data.Response = response.Show();
        }

        return response;
    }
}
