using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Illow.Webhooks.Signatures;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>Options that several commands have, made anew for each.</summary>
internal static class SharedOptions
{
    internal static Option<string> PrivateKey(bool required = true) =>
        new("--key", "-k") { Description = "File of the private key to sign with: PEM, unencrypted", HelpName = "FILE", Required = required };

    internal static Option<string> Body(bool required = true) =>
        new("--body", "-b") { Description = "File of the body, exactly as received; - for the standard input", HelpName = "FILE", Required = required };

    internal static Option<Uri> Url(bool required = true) => new("--url", "-u")
    {
        Description = "The endpoint's http or https URL",
        HelpName = "URL",
        Required = required,
        CustomParser = ParseUrl,
    };

    internal static Uri? ParseUrl(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        argument.AddError("The URL has to begin with http:// or https://.");
        return null;
    }

    internal static Option<string> Header() =>
        new("--header") { Description = "The signature header's name", HelpName = "NAME", DefaultValueFactory = _ => "illow-signature" };

    internal static Option<string> Hash()
    {
        var option = new Option<string>("--hash") { Description = "The signature's hash", HelpName = "NAME", DefaultValueFactory = _ => "SHA1" };
        return option.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. SignatureHash.All.Select(hash => hash.ToString())]);
    }

    internal static SignatureHash HashOf(ParseResult result, Option<string> option) =>
        SignatureHash.TryParse(result.GetValue(option), out var hash) ? hash : SignatureHash.Sha1;

    internal static Option<int> Seconds() =>
        Positive(new("--timeout") { Description = "Seconds to wait for an answer", HelpName = "SECONDS", DefaultValueFactory = _ => 100 });

    internal static Option<int> Positive(Option<int> option)
    {
        option.Validators.Add(result =>
        {
            // What is no number has been reported by the conversion
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) && value < 1)
            {
                result.AddError($"{option.Name} has to be 1 or more.");
            }
        });
        return option;
    }
}
