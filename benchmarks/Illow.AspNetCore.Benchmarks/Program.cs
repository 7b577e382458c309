using BenchmarkDotNet.Running;
using Illow.AspNetCore.Benchmarks.Guard;

if (args is ["guard"])
{
    return await PerformanceGuard.RunAsync();
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
