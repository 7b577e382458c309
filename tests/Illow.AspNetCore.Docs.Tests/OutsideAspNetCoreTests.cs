using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using Illow.AspNetCore.Tests;
using Illow.AspNetCore.Tests.Docs;
using Illow.AspNetCore.Tests.Hosting;

namespace Illow.AspNetCore.Docs.Tests;

/// <summary>The programs of docs/how-to/outside-aspnetcore.md, compiled from the page and run.</summary>
public sealed class OutsideAspNetCoreTests : IDisposable
{
    private const string Page = "docs/how-to/outside-aspnetcore.md";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("illow-outside-");
    private readonly byte[] _body = Delivery.Of().Body;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void ConsoleProgram_CapturedDelivery_SaysWhetherItIsValid()
    {
        var program = Compile("A console program: verify a captured delivery");
        var key = Write("key.pem", TestKeys.A.ExportSubjectPublicKeyInfoPem());
        var body = Write("body.json", _body);

        Assert.Equal(0, Run(program, key, body, Write("good.txt", Sign(TestKeys.A, _body) + "\n")));
        Assert.Equal(1, Run(program, key, body, Write("other.txt", Sign(TestKeys.B, _body))));
        Assert.Equal(1, Run(program, key, Write("changed.json", [.. _body, (byte)'\n']), Write("good.txt", Sign(TestKeys.A, _body))));
    }

    [Fact]
    public async Task HttpListener_Deliveries_AreAnsweredByTheSignature()
    {
        var program = Compile("A plain HttpListener");
        var key = Write("key.pem", TestKeys.A.ExportSubjectPublicKeyInfoPem());
        var (running, address) = await StartAsync(program, key);

        // Another process may have taken the port in the meantime
        for (var attempt = 1; running.IsFaulted && attempt < 5; attempt++)
        {
            (running, address) = await StartAsync(program, key);
        }

        Assert.False(running.IsCompleted, running.Exception?.ToString());
        using var client = new HttpClient { BaseAddress = address };

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(client, _body, Sign(TestKeys.A, _body)));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, _body, Sign(TestKeys.B, _body)));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, [.. _body, (byte)' '], Sign(TestKeys.A, _body)));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, _body));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, _body, Sign(TestKeys.A, _body), Sign(TestKeys.A, _body)));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(client, "[]"u8.ToArray(), Sign(TestKeys.A, "[]"u8)));
        var large = new byte[(1024 * 1024) + 1];
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(client, large, Sign(TestKeys.A, large)));
    }

    private static async Task<(Task Running, Uri Address)> StartAsync(Assembly program, string key)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}/webhooks/illow/");
        var running = Task.Run(() => Run(program, key, address.ToString()));
        using var client = new HttpClient { BaseAddress = address };
        await Eventually.HoldsAsync(async () => running.IsFaulted || await IsListeningAsync(client));
        return (running, address);
    }

    [Fact]
    public async Task Function_BytesAndHeader_StoresWhatIsSigned()
    {
        var assembly = Compile("A function that takes bytes and a header");
        var stored = new List<string>();
        var type = assembly.GetType("IMessageStore", throwOnError: true)!;
        var store = DispatchProxy.Create(type, typeof(NotingProxy));
        ((NotingProxy)store).Notes = stored;
        var verifier = new IllowWebhookVerifier(IllowPublicKey.Parse(TestKeys.A.ExportSubjectPublicKeyInfoPem()));
        var function = Activator.CreateInstance(assembly.GetType("IllowFunction", throwOnError: true)!, verifier, store)!;

        Assert.Equal(204, await InvokeAsync(function, _body, Sign(TestKeys.A, _body)));
        Assert.Equal(401, await InvokeAsync(function, _body, Sign(TestKeys.B, _body)));
        Assert.Equal(401, await InvokeAsync(function, _body, null));
        Assert.Equal(400, await InvokeAsync(function, "{}"u8.ToArray(), Sign(TestKeys.A, "{}"u8)));
        Assert.Equal([Delivery.Of().IdempotencyKey], stored);
    }

    private static Assembly Compile(string heading)
    {
        var code = Assert.Single(Markdown.Load(Page).Blocks, block => block.Heading == heading).Code;
        var name = "Outside" + Guid.NewGuid().ToString("N");
        return AssemblyLoadContext.Default.LoadFromStream(new MemoryStream(Snippet.Emit(code, name)));
    }

    private static int Run(Assembly program, params string[] args) => program.EntryPoint!.Invoke(null, [args]) switch
    {
        int code => code,
        Task<int> task => task.GetAwaiter().GetResult(),
        Task task => WaitFor(task),
        _ => 0,
    };

    private static int WaitFor(Task task)
    {
        task.GetAwaiter().GetResult();
        return 0;
    }

    private static Task<int> InvokeAsync(object function, byte[] body, string? signature) =>
        (Task<int>)function.GetType().GetMethod("RunAsync")!.Invoke(function, [body, signature, TestContext.Current.CancellationToken])!;

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, byte[] body, params string[] signatures)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "") { Content = new ByteArrayContent(body) };
        foreach (var signature in signatures)
        {
            request.Headers.TryAddWithoutValidation("illow-signature", signature);
        }

        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<bool> IsListeningAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync("");
            return response.StatusCode == HttpStatusCode.MethodNotAllowed;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Sign(RSA key, ReadOnlySpan<byte> body) =>
        Convert.ToBase64String(key.SignData(body.ToArray(), HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));

    private string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Notes the first argument of each call; the page's own interface is not known here.</summary>
    public class NotingProxy : DispatchProxy
    {
        internal List<string> Notes { get; set; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Notes.Add((string)args![0]!);
            return Task.CompletedTask;
        }
    }
}
