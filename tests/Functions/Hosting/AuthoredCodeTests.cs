using System.Reflection;
using FunctionsAsl.Json;
using FunctionsAsl.Service.Tasks;
using FunctionsAsl.Support.Readme;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace FunctionsAsl.Functions.Hosting;

/// <summary>What an app's author writes into the project builds, whatever this repository's taste is (faults.md C16).</summary>
public sealed class AuthoredCodeTests
{
    // CA1050 and MA0047: no namespace; CS9113: an unread parameter; CA1822: it could be static; CA1848 and CA1873: a plain log call;
    // IDE0161, IDE0040, IDE0044, IDE0055, IDE1006: another style.
    private const string Unlike = """
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.Azure.Functions.Worker;
        using Microsoft.Extensions.Logging;

        public sealed class Loose(ILogger<Loose> log, FunctionsAsl.Service.Tasks.TaskHandlers unread)
        {
            [Function("CountLetters")]
            public int Count([ActivityTrigger] string text) { return text.Length; }

            public void Tell(string text) => log.LogInformation("Told {Text} at {Length}", text, text.Length);
        }

        namespace MyCompany.Orders
        {
            class Invoices
            {
                static readonly string prefix = "invoice";
                string last = "";
                public string Next(int number) { this.last = last + prefix; if (number<1) return ""; return last; }
            }
        }
        """;

    [Fact]
    public async Task What_the_README_shows_compiles_and_runs_with_code_of_another_style_beside_it()
    {
        string root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));
        FencedBlock block = Assert.Single(
            FencedBlock.In(root), static block => block.Language == "csharp" && block.Text.Contains("FunctionsApplication", StringComparison.Ordinal));
        using var app = new AuthoredCode();
        await app.CompileAsync(("Program.cs", block.Text), ("Loose.cs", Unlike));

        // Neither the author's code nor ours has a warning.
        Assert.True(app.Messages.Length == 0, app.Messages);

        // All but its last line, which runs under the Functions host only.
        Assembly assembly = app.Load();
        Type Log(string type) => typeof(NullLogger<>).MakeGenericType(assembly.GetType(type, throwOnError: true)!);
        object Create(string type) => Activator.CreateInstance(assembly.GetType(type)!, Activator.CreateInstance(Log(type)))!;
        var handler = (ITaskHandler)Create("ChargeCard");
        Assert.Equal("""{"charged":true}""", (await handler.HandleAsync(JsonMap.Empty, CancellationToken.None)).ToString());
        object receipts = Create("Receipts");
        object order = Activator.CreateInstance(assembly.GetType("Order")!, "A-1", 1250L)!;
        Assert.Equal("Receipt { Text = Order A-1, TotalCents = 1250 }", receipts.GetType().GetMethod("Write")!.Invoke(receipts, [order])!.ToString());
    }
}
