using System.CommandLine;
using Illow.Webhooks.Tool.Rendering;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Commands;

internal static class SignCommand
{
    internal static Command Create(ToolHost host, Option<bool> json)
    {
        var body = SharedOptions.Body();
        var key = SharedOptions.PrivateKey();
        var hash = SharedOptions.Hash();
        var command = new Command("sign", "Writes the signature header's value for a body") { body, key, hash };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var pair = await InputFile.ReadPrivateKeyAsync(host, SharedOptions.PrivateKeyOf(host, result, key), cancellationToken);
            var bytes = await InputFile.ReadAsync(host, result.GetRequiredValue(body), cancellationToken);
            var signature = pair.Sign(bytes, SharedOptions.HashOf(host, result, hash));
            if (result.GetValue(json))
            {
                JsonOutput.Write(host.Output, new { signature, bytes = bytes.Length });
            }
            else
            {
                await host.Output.WriteLineAsync(signature);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
