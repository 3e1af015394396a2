using FunctionsAsl.Service.Starts;

namespace FunctionsAsl.Service.Http;

/// <summary>Takes events: one as EventBridge shows them, or entries as PutEvents takes them. Each starts what the rules say that it matches.</summary>
internal sealed class EventRoutes(RuleStarts? starts)
{
    // As PutEvents.
    private const int MostEntries = 10;

    /// <summary>
    /// The answer has PutEvents' shape, and <c>Starts</c> of each event: <c>Rule</c> with <c>ExecutionArn</c>, or with <c>ErrorCode</c> and
    /// <c>ErrorMessage</c> where the start was refused.
    /// </summary>
    /// <exception cref="ApiException">ResourceNotFound: there are no rules. SerializationException, ValidationException, InvalidArgument.</exception>
    public async ValueTask<HttpAnswer> Put(RouteCall call, CancellationToken cancel)
    {
        if (starts is null)
        {
            throw new ApiException("ResourceNotFound", $"{StartRules.Setting} is not set: there are no rules that say what an event starts.");
        }

        JsonMap body = Read(call.Http.Body);
        List<JsonAny> answers = [];
        long failed = 0;
        if (body["Entries"] is not { } given)
        {
            answers.Add(await Deliver(EventEntry.Complete(body, starts.Service.Operations.Context, starts.Service.Options), cancel));
        }
        else if (given is JsonList { Count: > 0 and <= MostEntries } entries)
        {
            foreach (JsonAny entry in entries)
            {
                try
                {
                    answers.Add(await Deliver(
                        EventEntry.OfPutEvents(entry, starts.Service.Operations.Context, starts.Service.Options), cancel));
                }
                catch (ApiException e)
                {
                    failed++;
                    answers.Add(JsonMap.Of(("ErrorCode", e.Type), ("ErrorMessage", e.Message)));
                }
            }
        }
        else
        {
            throw new ApiException("ValidationException", $"Entries must be an array of 1 to {MostEntries} entries");
        }

        return Routes.Answer(200, JsonMap.Of(("FailedEntryCount", failed), ("Entries", JsonList.Of(answers))));
    }

    private static JsonMap Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return StepFunctionsService.Parse(body);
        }
        catch (ApiException e) when (e.Type == "SerializationException")
        {
            throw new ApiException(e.Type, $"{e.Message}. The body is one event, a JSON object, or {{\"Entries\": […]}} with up to {MostEntries}.");
        }
    }

    private async ValueTask<JsonMap> Deliver(JsonMap @event, CancellationToken cancel)
    {
        string id = ((JsonString)@event["id"]!).Value;
        List<JsonAny> started = [];
        foreach (StartRule rule in starts!.Rules.Where(rule => rule.Pattern?.Matches(@event) is true))
        {
            try
            {
                started.Add(JsonMap.Of(("Rule", rule.Name), ("ExecutionArn", await starts.StartAsync(rule, id, @event, cancel))));
            }
            catch (ApiException e)
            {
                started.Add(JsonMap.Of(("Rule", rule.Name), ("ErrorCode", e.Type), ("ErrorMessage", e.Message)));
            }
        }

        return JsonMap.Of(("EventId", id), ("Starts", JsonList.Of(started)));
    }
}
