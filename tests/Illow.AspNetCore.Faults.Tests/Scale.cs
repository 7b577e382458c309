using System.Globalization;

namespace Illow.AspNetCore.Tests.Faults;

/// <summary>How much a run does: little in every test run, as much as the promises name in eng/faults.sh.</summary>
internal static class Scale
{
    internal static int StormRounds => Number("ILLOW_STORM_ROUNDS", 3);

    internal static int Events => Number("ILLOW_FAULT_EVENTS", 200);

    internal static int Kills => Number("ILLOW_FAULT_KILLS", 3);

    internal static int QueuedEvents => Number("ILLOW_QUEUE_EVENTS", 100);

    internal static int QueueKills => Number("ILLOW_QUEUE_KILLS", 2);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;
}
