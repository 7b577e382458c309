using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Security.Cryptography;
using Illow.Webhooks.Tool.Rendering;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>Options that several commands have, made anew for each.</summary>
internal static class SharedOptions
{
    /// <summary>Seconds in a day: no answer takes longer, and timers take no more than some weeks.</summary>
    private const int LongestTimeout = 24 * 60 * 60;

    private const string FromProject = $"; default: that of {ProjectSettings.FileName}";

    internal static string[] Hashes { get; } = [.. IllowWebhookVerifierOptions.HashAlgorithms.Select(hash => hash.Name!)];

    internal static Option<string> PrivateKey(
        string description = "File of the private key to sign with: PEM, unencrypted" + FromProject) =>
        new("--key", "-k") { Description = description, HelpName = "FILE" };

    internal static Option<string> Body(bool required = true) => new("--body", "-b")
    {
        Description = "File of the body, exactly as received; - for the standard input",
        HelpName = "FILE",
        Required = required,
    };

    internal static Option<Uri> Url(string description = "The endpoint's http or https URL" + FromProject) => new("--url", "-u")
    {
        Description = description,
        HelpName = "URL",
        CustomParser = ParseUrl,
    };

    internal static Uri? ParseUrl(ArgumentResult argument)
    {
        if (RefuseUrl(argument.Tokens[0].Value, out var url) is { } problem)
        {
            argument.AddError(problem);
        }

        return url;
    }

    /// <returns>Why a URL is refused; null where it is taken.</returns>
    internal static string? RefuseUrl(string text, out Uri? url)
    {
        var problem = !Uri.TryCreate(text, UriKind.Absolute, out url) || url.Scheme is not ("http" or "https")
            ? "The URL has to begin with http:// or https://."
            : url.UserInfo.Length > 0 ? "The URL holds a user name or password, which is not supported." : null;
        url = problem is null ? url : null;
        return problem;
    }

    internal static Option<string> Header()
    {
        var option = NotBlank(new("--header")
        {
            Description = "The signature header's name",
            HelpName = "NAME",
            DefaultValueFactory = _ => "illow-signature",
        });
        option.Validators.Add(result =>
        {
            using var message = new HttpRequestMessage();
            if (result.Tokens.Count == 1 && !message.Headers.TryAddWithoutValidation(result.Tokens[0].Value, "x"))
            {
                result.AddError("--header is not the name of a request header.");
            }
        });
        return option;
    }

    internal static Option<string> EventProperty() => NotBlank(new("--event-property")
    {
        Description = "The member that names the event",
        HelpName = "NAME",
        DefaultValueFactory = _ => "event",
    });

    internal static Option<string> Hash()
    {
        var option = new Option<string>("--hash")
        {
            Description = "The signature's hash",
            HelpName = "NAME",
            DefaultValueFactory = _ => Hashes[0],
        };
        return option.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Hashes);
    }

    internal static HashAlgorithmName HashOf(ToolHost host, ParseResult result, Option<string> option) =>
        new(ValueOf(result, option, host.Project.Hash).ToUpperInvariant());

    internal static Option<int> Seconds() => Between(1, LongestTimeout, new("--timeout")
    {
        Description = "Seconds to wait for an answer",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 100,
    });

    internal static Option<bool> AcceptUntrusted() =>
        new("--accept-untrusted-certificate") { Description = "Accept a certificate that is not trusted, on loopback only" };

    /// <summary>What the command line gives, else what the project's file gives, else the option's default.</summary>
    internal static string ValueOf(ParseResult result, Option<string> option, string? fromProject) =>
        result.GetResult(option) is { Implicit: false } ? result.GetRequiredValue(option) : fromProject ?? result.GetRequiredValue(option);

    internal static Uri UrlOf(ToolHost host, ParseResult result, Option<Uri> option) =>
        result.GetValue(option) ?? host.Project.Url ?? throw Missing(option, "url");

    internal static string PrivateKeyOf(ToolHost host, ParseResult result, Option<string> option) =>
        result.GetValue(option) ?? host.Project.Key ?? throw Missing(option, "key");

    internal static Sender SenderOf(
        ToolHost host,
        ParseResult result,
        Option<int> timeout,
        Option<bool> acceptUntrusted,
        Uri? url,
        int concurrency = 1,
        VerboseView? verbose = null)
    {
        var accepts = result.GetValue(acceptUntrusted);
        if (accepts && url is { IsLoopback: false })
        {
            throw new ToolException($"{acceptUntrusted.Name} is for loopback only, and {url.Host} is not loopback");
        }

        return new Sender(host.Time, new SenderOptions(TimeSpan.FromSeconds(result.GetValue(timeout)), concurrency, accepts, verbose));
    }

    internal static Option<int> Positive(Option<int> option) => Between(1, int.MaxValue, option);

    internal static Option<int> Between(int smallest, int largest, Option<int> option)
    {
        option.Validators.Add(result =>
        {
            // What is not a number is reported by the conversion
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value)
                && (value < smallest || value > largest))
            {
                var range = largest == int.MaxValue ? $"{smallest} or more" : $"between {smallest} and {largest}";
                result.AddError($"{option.Name} has to be {range}.");
            }
        });
        return option;
    }

    /// <summary>Refuses what an unset variable of a script leaves.</summary>
    internal static Option<string> NotBlank(Option<string> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && string.IsNullOrWhiteSpace(result.Tokens[0].Value))
            {
                result.AddError($"{option.Name} is empty.");
            }
        });
        return option;
    }

    private static ToolException Missing(Option option, string member) =>
        new($"{option.Name} is missing: give it, or write \"{member}\" into {ProjectSettings.FileName}");
}
