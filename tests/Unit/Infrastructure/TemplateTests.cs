using System.Text.Json;
using System.Text.RegularExpressions;
using FunctionsAsl.Cluster;
using FunctionsAsl.Support.Programs;
using Xunit;

namespace FunctionsAsl.Unit.Infrastructure;

/// <summary>The templates of <c>infra/</c> compile without a diagnostic, and deploy what they say.</summary>
public sealed partial class TemplateTests : IDisposable
{
    /// <summary>Every template and every file of parameters.</summary>
    private const string All = "**/*.bicep*";

    private readonly Templates _templates = new();

    public void Dispose() => _templates.Dispose();

    [BicepFact]
    public async Task Nothing_is_to_be_said_of_any_file()
    {
        Outcome outcome = await _templates.RunAsync(["lint", "--pattern", All]);
        Assert.Equal(new Outcome(0, "", ""), outcome);
    }

    [BicepFact]
    public async Task A_fault_is_found_wherever_it_is()
    {
        _templates.Replace("modules/network.bicep", "virtualNetworks@2025", "virtualNetworks@2023");
        _templates.Replace("modules/function-app.bicep", "param settings Settings", "param settings object");
        _templates.Replace("modules/storage.bicep", "environment().suffixes.storage", "'core.windows.net'");
        _templates.Replace("modules/workspace.bicep", "retentionInDays:", "retention:");
        _templates.Replace("main.bicepparam", "param location", "// param location");
        _templates.Replace("containers.bicepparam", "'Standard_LRS'", "'Standard_XYZ'");

        Outcome outcome = await _templates.RunAsync(["lint", "--pattern", All]);
        Assert.NotEqual(0, outcome.Code);
        IEnumerable<string> found = Diagnostic().Matches(outcome.Errors).Select(static m => $"{m.Groups["file"].Value} {m.Groups["code"].Value}");
        string[] faults =
        [
            "network.bicep use-recent-api-versions",
            "function-app.bicep use-user-defined-types",
            "storage.bicep no-hardcoded-env-urls",
            "workspace.bicep BCP037",
            "main.bicepparam BCP258",
            "containers.bicepparam BCP033",
        ];
        Assert.Empty(faults.Except(found, StringComparer.Ordinal));
    }

    [BicepFact]
    public async Task Every_file_is_formatted()
    {
        Outcome outcome = await _templates.RunAsync(["format", "--pattern", All]);
        Assert.Equal(0, outcome.Code);
        using var originals = new Templates();
        Assert.All(Templates.Files, file => Assert.Equal(originals.Read(file), _templates.Read(file)));
    }

    [BicepFact]
    public async Task The_app_may_use_its_storage_and_not_its_package()
    {
        Deployed deployed = await _templates.DeployAsync("main");
        Assert.Equal(
            [
                "account: Blob Data Contributor to id-test, with a condition",
                "account: Queue Data Contributor to id-test",
                "account: Table Data Contributor to id-test",
                "app-package: Blob Data Contributor to id-package-test",
                "insights: Metrics Publisher to id-test",
            ],
            deployed.Roles());
        JsonElement app = deployed.Only("Microsoft.Web/sites");
        JsonElement package = app.GetProperty("functionAppConfig").GetProperty("deployment").GetProperty("storage");
        Assert.EndsWith("'app-package')]", package.GetProperty("value").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "/id-package-", package.GetProperty("authentication").GetProperty("userAssignedIdentityResourceId").GetString(), StringComparison.Ordinal);

        JsonElement account = deployed.Only("Microsoft.Storage/storageAccounts");
        Assert.False(account.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.Equal("Enabled", account.GetProperty("publicNetworkAccess").GetString());
        Assert.DoesNotContain(deployed.Types(), static type => type.StartsWith("Microsoft.Network/", StringComparison.Ordinal));
    }

    [BicepFact]
    public async Task On_a_network_storage_and_scheduler_are_reached_from_nowhere_else()
    {
        Deployed deployed = await _templates.DeployAsync("main", ("PRIVATE_NETWORK", "true"), ("DURABLE_BACKEND", "durableTaskScheduler"));
        Assert.Equal("Disabled", deployed.Only("Microsoft.DurableTask/schedulers").GetProperty("publicNetworkAccess").GetString());
        Assert.EndsWith("/subnets/host", deployed.Only("Microsoft.Web/sites").GetProperty("virtualNetworkSubnetId").GetString(), StringComparison.Ordinal);
        AssertPrivate(deployed, ["blob", "queue", "scheduler", "table"]);
        // The durable state is not in the account: there are no tables to use.
        Assert.Equal(
            [
                "FunctionsAsl: Durable Task Data Contributor to id-test",
                "account: Blob Data Contributor to id-test, with a condition",
                "account: Queue Data Contributor to id-test",
                "app-package: Blob Data Contributor to id-package-test",
                "insights: Metrics Publisher to id-test",
            ],
            deployed.Roles());
    }

    [BicepTheory]
    [InlineData("main")]
    [InlineData("containers")]
    public async Task What_is_bound_may_be_used_and_nothing_around_it(string entry)
    {
        const string Group = "/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/others/providers/";
        const string Account = Group + "Microsoft.Storage/storageAccounts/theirs/";
        string[] before = [.. (await _templates.DeployAsync(entry)).Roles()];
        string ids = string.Join(',', ((string[])
        [
            Account + "queueServices/default/queues/orders", Account + "blobServices/default/containers/files", Account + "tableServices/default/tables/Stock",
            Group + "Microsoft.EventGrid/topics/alerts", Group + "Microsoft.ServiceBus/namespaces/bus/queues/payments",
            Group + "Microsoft.ServiceBus/namespaces/bus/topics/news", Group + "Microsoft.App/jobs/nightly",
            Group + "Microsoft.DataFactory/factories/etl/pipelines/load",
        ]).Select(static id => $"\"{id}\""));
        Deployed deployed = await _templates.DeployAsync(entry, ("BOUND_RESOURCES", $"[{ids}]"));
        Assert.Equal(
            [
                "Stock: Table Data Contributor to id-test",
                "alerts: EventGrid Data Sender to id-test",
                "etl: a role of its own to id-test",
                "files: Blob Data Contributor to id-test",
                "news: Service Bus Data Sender to id-test",
                "nightly: Container Apps Jobs Operator to id-test",
                "orders: Queue Data Contributor to id-test",
                "payments: Service Bus Data Sender to id-test",
            ],
            deployed.Roles().Except(before, StringComparer.Ordinal));
        JsonElement role = deployed.Only("Microsoft.Authorization/roleDefinitions");
        Assert.Equal(
            ["createrun", "pipelineruns", "cancel"],
            role.GetProperty("permissions")[0].GetProperty("actions").EnumerateArray().Select(static a => a.GetString()!.Split('/')[^2]));
    }

    [BicepFact]
    public async Task What_cannot_be_bound_is_refused()
    {
        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () => await _templates.DeployAsync(
            "main", ("BOUND_RESOURCES", """["/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"]""")));
        Assert.Contains("Microsoft.KeyVault/vaults/v is no storage queue", refusal.Message, StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task A_container_has_what_is_set_and_its_secrets_from_Key_Vault()
    {
        Deployed deployed = await _templates.DeployAsync(
            "containers", ("MORE_SETTINGS", """{"ASL_BINDINGS":"{}","ASL_STARTS":"{\"Rules\":[]}"}"""),
            ("VAULT_SETTINGS", """{"ASL_CONNECTIONS":"https://v.vault.azure.net/secrets/connections"}"""));
        JsonElement app = deployed.Only("Microsoft.App/containerApps");
        JsonElement[] variables = [.. app.GetProperty("template").GetProperty("containers")[0].GetProperty("env").EnumerateArray()];
        Assert.Equal("""{"Rules":[]}""", Variable("ASL_STARTS").GetProperty("value").GetString());
        Assert.Equal("{}", Variable("ASL_BINDINGS").GetProperty("value").GetString());
        Assert.Equal("asl-connections", Variable("ASL_CONNECTIONS").GetProperty("secretRef").GetString());
        JsonElement secret = app.GetProperty("configuration").GetProperty("secrets").EnumerateArray().Single(static s => s.GetProperty("name").GetString() == "asl-connections");
        Assert.Equal("https://v.vault.azure.net/secrets/connections", secret.GetProperty("keyVaultUrl").GetString());
        Assert.Contains("/id-test-", secret.GetProperty("identity").GetString(), StringComparison.Ordinal);

        JsonElement Variable(string name) => variables.Single(v => v.GetProperty("name").GetString() == name);
    }

    [BicepFact]
    public async Task Containers_are_probed_called_by_HTTPS_and_never_alone()
    {
        Deployed deployed = await _templates.DeployAsync("containers", ("PRIVATE_NETWORK", "true"), ("REGISTRY_GROUP", "shared"));
        Assert.Equal(
            [
                "account: Blob Data Contributor to id-test",
                "account: Queue Data Contributor to id-test",
                "account: Table Data Contributor to id-test",
                "registry: Pull to id-test",
            ],
            deployed.Roles());
        AssertPrivate(deployed, ["blob", "queue", "table"]);
        JsonElement network = deployed.Only("Microsoft.App/managedEnvironments").GetProperty("vnetConfiguration");
        Assert.EndsWith("/subnets/host", network.GetProperty("infrastructureSubnetId").GetString(), StringComparison.Ordinal);

        JsonElement app = deployed.Only("Microsoft.App/containerApps");
        JsonElement template = app.GetProperty("template");
        JsonElement container = template.GetProperty("containers")[0];
        Assert.Equal(2, template.GetProperty("scale").GetProperty("minReplicas").GetInt32());
        Assert.False(app.GetProperty("configuration").GetProperty("ingress").GetProperty("allowInsecure").GetBoolean());
        Assert.Equal(
            [("Liveness", "/health"), ("Readiness", "/ready"), ("Startup", "/health")],
            container.GetProperty("probes").EnumerateArray()
                .Select(static p => (p.GetProperty("type").GetString()!, p.GetProperty("httpGet").GetProperty("path").GetString()!)).Order());
        Assert.DoesNotContain("SECRET", app.ToString(), StringComparison.Ordinal);
        string[] arguments = [.. container.GetProperty("args").EnumerateArray().Select(static a => a.GetString()!)];
        Assert.Empty(ClusterCommand.Create().Parse(arguments).Errors);
    }

    [Theory]
    [InlineData("main")]
    [InlineData("containers")]
    public void All_that_a_template_asks_for_can_be_set(string entry) => Assert.Equal(
        Parameter().Matches(_templates.Read($"{entry}.bicep")).Select(static m => m.Groups["name"].Value).Order(StringComparer.Ordinal),
        Parameter().Matches(_templates.Read($"{entry}.bicepparam")).Select(static m => m.Groups["name"].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_module_is_deployed()
    {
        string[] files = [.. Templates.Files.Where(static file => file.EndsWith(".bicep", StringComparison.Ordinal))];
        IEnumerable<string> used = files.SelectMany(file => Module().Matches(_templates.Read(file)).Select(static m => m.Groups["file"].Value));
        Assert.Equal(
            files.Where(static file => file.StartsWith("modules/", StringComparison.Ordinal)).Select(static file => Path.GetFileName(file)!)
                .Order(StringComparer.Ordinal),
            used.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    private static void AssertPrivate(Deployed deployed, string[] services)
    {
        Assert.Equal("Disabled", deployed.Only("Microsoft.Storage/storageAccounts").GetProperty("publicNetworkAccess").GetString());
        Assert.Equal(
            services,
            deployed.All("Microsoft.Network/privateEndpoints")
                .Select(static e => e.GetProperty("privateLinkServiceConnections")[0].GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        // An endpoint is of use only by its name: each has a zone that is linked to the network.
        Assert.Equal(services.Length, deployed.All("Microsoft.Network/privateEndpoints/privateDnsZoneGroups").Count());
        Assert.Equal(services.Length, deployed.All("Microsoft.Network/privateDnsZones/virtualNetworkLinks").Count());
        JsonElement host = deployed.Only("Microsoft.Network/virtualNetworks").GetProperty("subnets")[0].GetProperty("properties");
        Assert.Equal("Microsoft.App/environments", host.GetProperty("delegations")[0].GetProperty("properties").GetProperty("serviceName").GetString());
    }

    [GeneratedRegex(@"(?<file>[\w-]+\.\w+)\(\d+,\d+\) : \w+ (?<code>[\w-]+):", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Diagnostic();

    [GeneratedRegex(@"^param (?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^module \w+ '(modules/)?(?<file>[^']+)'", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Module();
}
