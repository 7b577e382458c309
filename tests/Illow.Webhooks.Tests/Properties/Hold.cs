using FsCheck;
using FsCheck.Fluent;

namespace Illow.Webhooks.Tests.Properties;

/// <summary>Runs a property over random inputs. A failure names the smallest input found and the seed that brings it back.</summary>
internal static class Hold
{
    private const int Times = 300;

    internal static void ForAll<T>(Gen<T> inputs, Func<T, bool> property, int times = Times) =>
        ForAll(Arb.From(inputs), property, times);

    internal static void ForAll<T>(Arbitrary<T> inputs, Func<T, bool> property, int times = Times) =>
        Prop.ForAll(inputs, property).Check(Config.QuickThrowOnFailure.WithMaxTest(times));
}
