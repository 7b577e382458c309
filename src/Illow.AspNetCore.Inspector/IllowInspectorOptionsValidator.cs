using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Inspector;

internal sealed class IllowInspectorOptionsValidator : IValidateOptions<IllowInspectorOptions>
{
    private const int MostRecords = 100_000;
    private const int LargestBody = 16 * 1024 * 1024;
    private const int LeastMemory = 64 * 1024;

    public ValidateOptionsResult Validate(string? name, IllowInspectorOptions options)
    {
        var problems = new List<string>();
        if (options.Capacity is < 1 or > MostRecords)
        {
            problems.Add($"Illow:Inspector:Capacity must be from 1 to {MostRecords} deliveries.");
        }

        if (options.MaximumBodySize is < 0 or > LargestBody)
        {
            problems.Add($"Illow:Inspector:MaximumBodySize must be from 0 to {LargestBody} bytes.");
        }

        if (options.MaximumMemory < LeastMemory)
        {
            problems.Add($"Illow:Inspector:MaximumMemory must be {LeastMemory} bytes or more.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
