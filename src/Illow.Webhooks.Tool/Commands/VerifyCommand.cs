using System.CommandLine;
using Illow.Webhooks.Tool.Doctor;

namespace Illow.Webhooks.Tool.Commands;

internal static class VerifyCommand
{
    internal static Command Create(ToolHost host, Option<bool> json)
    {
        var captured = new CapturedDeliveryOptions(required: true);
        var command = new Command("verify", "Checks whether a signature is by a key over a body, and says why not");
        captured.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var findings = new List<Finding>();
            await captured.ExamineAsync(host, result, findings, cancellationToken);
            return DoctorCommand.Finish(host, findings, result.GetValue(json));
        });
        return command;
    }
}
