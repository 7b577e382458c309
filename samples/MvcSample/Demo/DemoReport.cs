using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace MvcSample.Demo;

/// <summary>What the demo tells the reader, written in one piece so that log lines do not run through it.</summary>
internal sealed class DemoReport
{
    private readonly StringBuilder _text = new();
    private readonly List<string> _reasons = [];

    internal void Begin(Uri url) => Line($"""

        The demo has sent itself three deliveries, over HTTP, to {url}

          delivery               answer             what the handler did
        """);

    internal void Answer(DemoDelivery delivery, HttpStatusCode status, IReadOnlyCollection<string> changes, string? reason)
    {
        var code = (int)status;
        var answer = string.Create(CultureInfo.InvariantCulture, $"{code} {ReasonPhrases.GetReasonPhrase(code)}");
        Line($"  {delivery.Title,-22} {answer,-18} {(changes.Count == 0 ? "nothing: no handler ran" : string.Join("; ", changes))}");
        if (reason is not null)
        {
            _reasons.Add($"""

                Why {code}? In Development the answer says:

                  {reason}
                """);
        }
    }

    internal void End(string curl, Uri inspector)
    {
        _reasons.ForEach(Line);
        Line($"""

            Send another one yourself; sent twice, it is answered twice and handled once:

            {curl}

            The inspector shows them and why they were answered so: {inspector}

            Listening for more. Ctrl+C stops it; README.md says how to use a key of your own.
            """);
    }

    internal void Problem(string text) => Line(Environment.NewLine + text);

    internal void Print() => Console.Out.WriteLine(_text);

    private void Line(string text) => _text.AppendLine(text);
}
