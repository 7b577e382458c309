using Microsoft.Extensions.Options;

namespace Illow.AspNetCore.Configuration;

/// <summary>Stops a start with settings that cannot work, with every reason at once.</summary>
internal sealed class IllowWebhooksOptionsValidator(WebhookSettingsBuilder builder) : IValidateOptions<IllowWebhooksOptions>
{
    public ValidateOptionsResult Validate(string? name, IllowWebhooksOptions options) =>
        builder.TryBuild(options, out _, out var problems, out _) ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
}
