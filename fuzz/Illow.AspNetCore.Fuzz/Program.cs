using System.Globalization;
using Illow.AspNetCore.Fuzz.Burst;
using Illow.AspNetCore.Fuzz.Targets;
using SharpFuzz;

// TARGET afl                                     one input after the other from afl-fuzz
// TARGET burst SECONDS SEED CORPUS OUTPUT        in this process, guided by the same map; OUTPUT takes queue and findings
// TARGET shrink FROM TO                          copies the inputs that together cover all that FROM covers, shortest first
// TARGET replay FILE…                            each file once
if (args.Length < 2 || !FuzzTarget.All.TryGetValue(args[0], out var create))
{
    var targets = string.Join(", ", FuzzTarget.All.Keys);
    Console.Error.WriteLine($"TARGET is one of {targets}; then afl, burst SECONDS SEED CORPUS OUTPUT, or replay FILE…");
    return 2;
}

// First of all: instrumented code writes to the map from its first line on
var map = new CoverageMap();
var target = create();
switch (args[1])
{
    case "afl":
        Fuzzer.Run(stream =>
        {
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            target.Run(copy.GetBuffer().AsSpan(0, (int)copy.Length));
        });
        return 0;

    case "burst" when args.Length == 6:
        var output = new DirectoryInfo(args[5]);
        var findings = new DirectoryInfo(Path.Combine(output.FullName, "findings"));
        var fuzzer = new BurstFuzzer(target, map, int.Parse(args[3], CultureInfo.InvariantCulture), findings);
        var clean = fuzzer.Run(new DirectoryInfo(args[4]), TimeSpan.FromSeconds(int.Parse(args[2], CultureInfo.InvariantCulture)));
        fuzzer.Save(new DirectoryInfo(Path.Combine(output.FullName, "queue")));
        return clean ? 0 : 1;

    case "shrink" when args.Length == 4:
        var files = new DirectoryInfo(args[2]).GetFiles();
        foreach (var file in files.OrderBy(file => file.Length).ThenBy(file => file.Name, StringComparer.Ordinal))
        {
            map.Clear();
            target.Run(File.ReadAllBytes(file.FullName));
            if (map.Learn())
            {
                file.CopyTo(Path.Combine(args[3], file.Name), overwrite: true);
            }
        }

        return 0;

    case "replay":
        foreach (var file in args[2..])
        {
            target.Run(File.ReadAllBytes(file));
        }

        return 0;

    default:
        return 2;
}
