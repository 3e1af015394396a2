using System.Net;

namespace FunctionsAsl.EndToEnd;

/// <summary>A server of the test's own on this machine.</summary>
internal static class LoopbackListener
{
    /// <param name="address">Where it listens, with a slash at the end.</param>
    public static HttpListener Start(out string address)
    {
        for (int port = 20_000 + Environment.ProcessId % 20_000; ; port++)
        {
            var listener = new HttpListener();
            try
            {
                address = $"http://127.0.0.1:{port}/";
                listener.Prefixes.Add(address);
                listener.Start();
                return listener;
            }
            catch (HttpListenerException) when (port < 60_000)
            {
                // Somebody else has it.
                listener.Close();
            }
        }
    }
}
