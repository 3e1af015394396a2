using System.ComponentModel;
using System.Diagnostics;

namespace FunctionsAsl.Serving;

/// <summary>The browser of whoever sits at this machine.</summary>
internal static class Browser
{
    /// <summary>Shows an address; where there is no browser, says so.</summary>
    public static void Open(string address)
    {
        string program = OperatingSystem.IsWindows() ? "explorer" : OperatingSystem.IsMacOS() ? "open" : "xdg-open";
        try
        {
            using Process? browser = Process.Start(new ProcessStartInfo(program) { ArgumentList = { address } });
        }
        catch (Win32Exception)
        {
            Log.Note($"No browser can be opened ({program} is missing): the console is at {address}");
        }
    }
}
