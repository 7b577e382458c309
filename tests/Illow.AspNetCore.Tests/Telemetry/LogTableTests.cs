using System.Reflection;
using Illow.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Illow.AspNetCore.Tests.Telemetry;

/// <summary>Ids and levels of the log's lines, on which dashboards and alerts hang. To change a row here is to break them.</summary>
public sealed class LogTableTests
{
    private static readonly Dictionary<int, (LogLevel, string)> Pinned = new()
    {
        [1] = (LogLevel.Information, "SettingsReloaded"),
        [2] = (LogLevel.Error, "SettingsReloadRefused"),
        [3] = (LogLevel.Critical, "PlatformRefuses"),
        [4] = (LogLevel.Warning, "AuditWarning"),
        [5] = (LogLevel.Error, "MiddlewareNotUsed"),
        [6] = (LogLevel.Warning, "ManagedVerification"),
        [7] = (LogLevel.Error, "ChangeListenerFailed"),
        [8] = (LogLevel.Information, "NoSettingsForDocuments"),
        [9] = (LogLevel.Warning, "MisspelledSetting"),
        [10] = (LogLevel.None, "Handled"),
        [11] = (LogLevel.Information, "Refused"),
        [12] = (LogLevel.Error, "UnknownEvent"),
        [13] = (LogLevel.Error, "MetadataMismatch"),
        [14] = (LogLevel.Error, "KeyProviderFailed"),
        [15] = (LogLevel.Error, "KeyProviderGaveNoKey"),
        [16] = (LogLevel.Error, "VerificationUnavailable"),
        [17] = (LogLevel.Error, "BodyReadEarlier"),
        [18] = (LogLevel.Debug, "BodyCutOff"),
        [19] = (LogLevel.Warning, "UnhandledEvent"),
        [20] = (LogLevel.Warning, "WrongOrigin"),
        [21] = (LogLevel.Error, "MalformedEnvelope"),
        [22] = (LogLevel.Error, "NotQueued"),
        [23] = (LogLevel.None, "Ran"),
        [24] = (LogLevel.Warning, "ExcludedEvent"),
        [25] = (LogLevel.Error, "FailureSwallowed"),
        [26] = (LogLevel.Error, "HandlerDidNotRun"),
        [27] = (LogLevel.Error, "CompletedCallbackFailed"),
        [28] = (LogLevel.Warning, "FailureKept"),
        [29] = (LogLevel.Warning, "HandlerStillRuns"),
        [30] = (LogLevel.Error, "StoreFailed"),
        [31] = (LogLevel.Error, "LeaseLost"),
        [32] = (LogLevel.Warning, "InMemoryStore"),
        [33] = (LogLevel.Warning, "ShortRetention"),
        [34] = (LogLevel.Warning, "IdempotencyOff"),
        [35] = (LogLevel.Error, "TokenCallbackFailed"),
    };

    // What the package itself or the application's settings say; a sender's text comes as LogText
    private static readonly string[] OwnTexts = ["problem", "hash", "reason", "finding", "url", "outcome", "type", "position", "step"];

    private static IEnumerable<(MethodInfo Method, LoggerMessageAttribute Line)> Lines =>
        typeof(Log).GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Select(method => (method, method.GetCustomAttribute<LoggerMessageAttribute>()!))
            .Where(line => line.Item2 is not null);

    [Fact]
    public void Ids_Pinned_KeepTheirLevelAndName()
    {
        var actual = Lines.ToDictionary(line => line.Line.EventId, line => (line.Line.Level, line.Method.Name));
        Assert.All(Pinned, pin => Assert.Equal(pin.Value, actual[pin.Key]));
    }

    [Fact]
    public void Ids_All_AreEnteredHere() => Assert.Equal(Pinned.Keys.Order(), Lines.Select(line => line.Line.EventId).Order());

    [Fact]
    public void Parameters_OfTextKind_AreEscapedOrOurOwn()
    {
        var texts = Lines
            .SelectMany(line => line.Method.GetParameters())
            .Where(parameter => parameter.ParameterType == typeof(string))
            .Select(parameter => parameter.Name!);
        Assert.Empty(texts.Except(OwnTexts));
    }

    // The logger writes "(null)" for what is absent: whoever calls says what that means
    [Fact]
    public void Parameters_All_HaveAValue()
    {
        var nullability = new NullabilityInfoContext();
        Assert.DoesNotContain(
            Lines.SelectMany(line => line.Method.GetParameters()),
            parameter => nullability.Create(parameter).ReadState == NullabilityState.Nullable);
    }
}
