using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Illow.AspNetCore.Configuration;

/// <summary>Binds the options to their one section, and says when that section changed. One instance for each section, so that lists never double.</summary>
internal sealed class ConfigureIllowWebhooksOptions(IConfiguration section) : IConfigureOptions<IllowWebhooksOptions>
{
    internal const string DefaultSection = "Illow";

    public void Configure(IllowWebhooksOptions options)
    {
        var problems = BindingCheck.Look(section);
        if (problems.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(IllowWebhooksOptions), problems);
        }

        section.Bind(options);
        TakeSingleValues(section, options);
        foreach (var registration in section.GetSection(nameof(options.Webhooks)).GetChildren())
        {
            // The binder leaves out a registration without settings, which has none because a key provider knows its keys
            if (!options.Webhooks.TryGetValue(registration.Key, out var bound) || bound is null)
            {
                options.Webhooks[registration.Key] = bound = new IllowWebhookRegistrationOptions();
            }

            TakeSingleValues(registration, bound);
        }
    }

    internal IChangeToken GetReloadToken() => section.GetReloadToken();

    // The binder drops a plain string where a list belongs: an event filter would silently become "any event"
    private static void TakeSingleValues(IConfiguration from, IllowWebhookRegistrationOptions to)
    {
        TakeSingleValue(from.GetSection(nameof(to.PublicKeys)), to.PublicKeys);
        TakeSingleValue(from.GetSection(nameof(to.Events)), to.Events);
    }

    private static void TakeSingleValue(IConfigurationSection from, IList<string> to)
    {
        if (from.Value is { Length: > 0 } single && to.Count == 0)
        {
            to.Add(single);
        }
    }
}
