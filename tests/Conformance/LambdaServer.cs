using System.Collections.Concurrent;
using System.Text;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FunctionsAsl.Conformance;

/// <summary>
/// The functions of the cases behind AWS Lambda's Invoke API (Lambda API, Invoke), on a free port of this machine. Each case has a
/// path of its own, for their functions have the same names.
/// </summary>
public sealed class LambdaServer : IAsyncLifetime
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Lambdas> _cases = new(StringComparer.Ordinal);
    private int _calls;

    public LambdaServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>How many calls of functions were answered.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Starts the in-process target, whose functions this server has.</summary>
    public ValueTask<IStepFunctions> StartInProcess(Setup setup)
    {
        string path = Guid.NewGuid().ToString("N");
        _cases[path] = setup.Lambdas;
        return InProcessTarget.Start(setup with { LambdaEndpoint = $"{_app.Urls.First()}/{path}" });
    }

    public Task InitializeAsync() => _app.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        // /CASE/2015-03-31/functions/NAME/invocations
        string[] path = context.Request.Path.Value!.Split('/');
        if (context.Request.Method is not "POST" || path is not ["", _, "2015-03-31", "functions", _, "invocations"])
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!_cases[path[1]].Handlers.TryGetValue(path[4], out ITaskHandler? handler))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.Headers["x-amzn-ErrorType"] = "ResourceNotFoundException";
            string arn = $"arn:aws:lambda:{Symbols.Region}:{Symbols.Account}:function:{path[4]}:{context.Request.Query["Qualifier"].FirstOrDefault("$LATEST")}";
            await WriteAsync(context, JsonMap.Of(("Type", "User"), ("Message", "Function not found: " + arn)).ToString());
            return;
        }

        Interlocked.Increment(ref _calls);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        JsonAny payload = JsonAny.Parse(body.ToArray());
        context.Response.Headers["X-Amz-Executed-Version"] = "$LATEST";
        if (context.Request.Headers["X-Amz-Log-Type"] == "Tail")
        {
            context.Response.Headers["X-Amz-Log-Result"] = Convert.ToBase64String("START and END"u8);
        }

        try
        {
            await WriteAsync(context, (await handler.HandleAsync(payload, context.RequestAborted)).ToString());
        }
        catch (FunctionFailedException e)
        {
            context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
            await WriteAsync(context, e.Message);
        }
    }

    private static Task WriteAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, Encoding.UTF8, context.RequestAborted);
    }
}
