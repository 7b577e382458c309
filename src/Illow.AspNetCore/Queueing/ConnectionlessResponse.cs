using Illow.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Queueing;

/// <summary>
/// The response of a request without a connection. Runs its callbacks as a server does: they dispose of the request's services.
/// </summary>
internal sealed class ConnectionlessResponse : IHttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Run, object State)> _starting = new();
    private readonly Stack<(Func<object, Task> Run, object State)> _completed = new();

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public Stream Body { get; set; } = Stream.Null;

    public bool HasStarted { get; private set; }

    public void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    /// <summary>Runs what a server runs before the first byte of the response.</summary>
    internal async Task StartAsync()
    {
        while (!HasStarted && _starting.TryPop(out var callback))
        {
            await callback.Run(callback.State);
        }

        HasStarted = true;
    }

    /// <summary>
    /// Runs what a server runs after the response, where the services of the request are disposed of. As on a server, one that throws keeps
    /// no other from running and changes nothing about the outcome.
    /// </summary>
    internal async Task CompleteAsync(ILogger logger)
    {
        while (_completed.TryPop(out var callback))
        {
            try
            {
                await callback.Run(callback.State);
            }
            catch (Exception exception)
            {
                Log.CompletedCallbackFailed(logger, exception);
            }
        }
    }
}
