using System.CommandLine;
using Illow.AspNetCore.Testing;
using Illow.Webhooks.Tool.Doctor;
using Illow.Webhooks.Tool.Rendering;
using Illow.Webhooks.Tool.Sending;

namespace Illow.Webhooks.Tool.Commands;

/// <summary>Says what is wrong: with a captured delivery, an endpoint, a settings file, or several of them at once.</summary>
internal static class DoctorCommand
{
    internal static Command Create(ToolHost host, Option<bool> json)
    {
        var captured = new CapturedDeliveryOptions(required: false);
        var url = SharedOptions.Url("The http or https URL of an endpoint to check");
        var signingKey = new Option<string>("--signing-key")
        {
            Description = "Private key whose public half the endpoint has: runs the conformance kit against --url. Handlers run",
            HelpName = "FILE",
        };
        var eventName = new Option<string>("--event")
        {
            Description = "The event that the conformance kit sends",
            HelpName = "NAME",
            DefaultValueFactory = _ => SampleEvents.Names.First(),
        };
        var settings = new Option<string>("--settings") { Description = "An appsettings.json to check", HelpName = "FILE" };
        var section = new Option<string>("--section")
        {
            Description = "The section in it",
            HelpName = "NAME",
            DefaultValueFactory = _ => "Illow",
        };
        var header = SharedOptions.Header();
        var timeout = SharedOptions.Seconds();
        var acceptUntrusted = SharedOptions.AcceptUntrusted();
        var command = new Command("doctor", "Says why a signature does not verify, what an endpoint lacks, or what is wrong with settings");
        captured.AddTo(command);
        foreach (var option in new Option[] { url, signingKey, eventName, settings, section, header, timeout, acceptUntrusted })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            var hasBody = result.GetResult(captured.Body) is not null;
            if (!hasBody && (result.GetResult(captured.Key) is not null || result.GetResult(captured.Signature) is not null))
            {
                result.AddError("A captured delivery takes --body, --key and, if it had one, --signature.");
            }
            else if (!hasBody && result.GetResult(url) is null && result.GetResult(settings) is null)
            {
                result.AddError("Give --body with --signature and --key, or --url, or --settings.");
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var findings = new List<Finding>();
            var reached = true;
            if (result.GetValue(settings) is { } file)
            {
                SettingsDoctor.Examine(file, result.GetRequiredValue(section), findings);
            }

            if (result.GetValue(captured.Body) is not null)
            {
                await captured.ExamineAsync(host, result, findings, cancellationToken);
            }

            if (result.GetValue(url) is { } endpoint)
            {
                using var sender = SharedOptions.SenderOf(host, result, timeout, acceptUntrusted, endpoint, concurrency: 16);
                var delivery = new IllowDeliveryOptions
                {
                    SignatureHeader = SharedOptions.ValueOf(result, header, host.Project.Header),
                    HashAlgorithm = SharedOptions.HashOf(host, result, captured.Hash),
                    EventProperty = SharedOptions.ValueOf(result, captured.EventProperty, host.Project.EventProperty),
                };
                var doctor = new EndpointDoctor(sender, endpoint, delivery, findings);
                reached = await doctor.ExamineAsync(cancellationToken);
                if (reached && result.GetValue(signingKey) is { } path)
                {
                    using var key = await InputFile.ReadPrivateKeyAsync(host, path, cancellationToken);
                    await doctor.ConformAsync(key, result.GetRequiredValue(eventName), cancellationToken);
                }
            }

            var code = Finish(host, findings, result.GetValue(json));
            return reached ? code : ExitCode.Unreachable;
        });
        return command;
    }

    internal static int Finish(ToolHost host, List<Finding> findings, bool json)
    {
        var report = new DoctorReport(findings);
        if (json)
        {
            JsonOutput.Write(host.Output, report);
        }
        else
        {
            DoctorView.Write(host.Console, report);
        }

        return report.Healthy ? ExitCode.Success : ExitCode.Negative;
    }
}
