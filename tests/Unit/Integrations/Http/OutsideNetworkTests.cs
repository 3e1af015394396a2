using System.Net;
using FunctionsAsl.Integrations;
using FunctionsAsl.Integrations.Http;
using FunctionsAsl.Json;
using FunctionsAsl.Unit.Tasks;
using Xunit;
using static FunctionsAsl.Unit.Tasks.TaskFixture;

namespace FunctionsAsl.Unit.Integrations.Http;

public sealed class OutsideNetworkTests
{
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::8.8.8.8", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.9.9.9", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("64:ff9b::10.0.0.1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:0:1::", false)]
    [InlineData("2001:db8::1", false)]
    public void Only_public_addresses_are_outside(string address, bool expected) =>
        Assert.Equal(expected, OutsideNetwork.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("2130706433")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task This_machine_is_not_called(string host)
    {
        await using var fixture = new TaskFixture(static o => TaskIntegrations.AddTo(
            o, static name => name == "ASL_CONNECTIONS" ? HttpApi.Connections.Replace("""{"Setting":"PASSWORD"}""", "\"p\"", StringComparison.Ordinal) : null, null, new HttpClient()));
        JsonMap ended = await fixture.Run(HttpApi.Machine("key", endpoint: $"https://{host}:9/x"));
        Assert.Equal("States.Runtime", Text(ended, "error"));
        Assert.Contains("ASL_HTTP_ALLOW_PRIVATE=true allows these, for local development.", Text(ended, "cause"), StringComparison.Ordinal);
    }
}
