using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Illow.AspNetCore.Tests.Docs;

/// <summary>
/// A page's program, compiled and running on a free port of this machine, with the key that <see cref="Delivery"/> signs with.
/// </summary>
internal sealed class RunningSnippet : IAsyncDisposable
{
    private static readonly AsyncLocal<TaskCompletionSource<IHost>?> Awaited = new();
    private static int _count;

    private readonly Assembly _assembly;
    private readonly IHost _host;
    private readonly Task _program;
    private readonly HttpClient _client;

    static RunningSnippet() => DiagnosticListener.AllListeners.Subscribe(new HostWatch());

    private RunningSnippet(Assembly assembly, IHost host, Task program, Uri address)
    {
        _assembly = assembly;
        _host = host;
        _program = program;
        _client = new HttpClient { BaseAddress = address };
    }

    internal static async Task<RunningSnippet> StartAsync(string code, params string[] settings)
    {
        var name = $"Snippet{Interlocked.Increment(ref _count)}";
        var assembly = AssemblyLoadContext.Default.LoadFromStream(new MemoryStream(Snippet.Emit(code, name)));
        string[] args =
        [
            "--urls", "http://127.0.0.1:0",
            "--applicationName", name,
            // A program that is started again is the same application, though its assembly has another name here
            "--Illow:Idempotency:Scope", "snippet",
            "--Illow:PublicKey", TestKeys.A.ExportSubjectPublicKeyInfoPem(),
            "--Logging:LogLevel:Default", "None",
            .. settings,
        ];

        var built = new TaskCompletionSource<IHost>(TaskCreationOptions.RunContinuationsAsynchronously);
        Awaited.Value = built;
        var program = Task.Run(() => assembly.EntryPoint!.Invoke(null, [args]));
        Awaited.Value = null;

        if (await Task.WhenAny(built.Task, program) == program)
        {
            await program;
        }

        var host = await built.Task;
        await host.Services.GetRequiredService<IHostApplicationLifetime>().StartedAsync();
        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new RunningSnippet(assembly, host, program, new Uri(address));
    }

    internal Uri Address => _client.BaseAddress!;

    /// <summary>A service of the program, by the name of its type.</summary>
    internal object Service(string type) => _host.Services.GetRequiredService(_assembly.GetType(type, throwOnError: true)!);

    /// <summary>Makes one of the program's own objects.</summary>
    internal object New(string type, params object[] arguments) =>
        Activator.CreateInstance(_assembly.GetType(type, throwOnError: true)!, arguments)!;

    internal Task<HttpResponseMessage> SendAsync(Delivery delivery, string url = "/webhooks/illow") => _client.SendAsync(delivery.To(url));

    internal Task<string> GetAsync(string url) => _client.GetStringAsync(url);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await _program;
    }

    /// <summary>
    /// Hosts announce themselves when they are built: the way by which tools find the host of a program that keeps it to itself.
    /// </summary>
    private sealed class HostWatch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (Awaited.Value is not null && value.Name == "Microsoft.Extensions.Hosting")
            {
                value.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "HostBuilt", Value: IHost host })
            {
                Awaited.Value?.TrySetResult(host);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
