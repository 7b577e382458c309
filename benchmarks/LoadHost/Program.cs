using Illow.AspNetCore.Benchmarks;

// LoadHost prepare FOLDER COUNT     writes a key pair and wrk scripts of signed deliveries
// LoadHost RIVAL FOLDER PORT [...]  serves one rival until it is killed
if (args is ["prepare", var folder, var count])
{
    Deliveries.Prepare(folder, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
    return;
}

var rival = Rivals.Build(args[0], args[1], args[3..]);
rival.Urls.Add("http://127.0.0.1:" + args[2]);
await rival.StartAsync();
await Rivals.PrepareAsync(rival);
Console.WriteLine("ready");
await rival.WaitForShutdownAsync();
