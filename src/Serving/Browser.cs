using System.ComponentModel;
using System.Diagnostics;

namespace FunctionsAsl.Serving;

/// <summary>The browser of whoever sits at this machine.</summary>
internal static class Browser
{
    // One of them is set where xdg-open has something to open it with; without, it lists on the terminal what it has tried.
    private static readonly string[] Screens = ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"];

    /// <summary>Shows an address; where there is no browser, says so.</summary>
    public static void Open(string address)
    {
        if (OperatingSystem.IsLinux() && Screens.All(static name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))))
        {
            Log.Note($"No browser can be opened without a screen: the console is at {address}");
            return;
        }

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
