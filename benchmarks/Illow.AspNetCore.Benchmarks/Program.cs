using BenchmarkDotNet.Running;
using Illow.AspNetCore.Benchmarks.Guard;

if (args is ["guard"])
{
    return await PerformanceGuard.RunAsync();
}

if (args is ["scale"])
{
    return await PerformanceGuard.ScaleAsync();
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
