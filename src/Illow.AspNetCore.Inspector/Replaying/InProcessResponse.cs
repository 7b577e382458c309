using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Illow.AspNetCore.Inspector.Replaying;

/// <summary>
/// The response of a request without a connection. Runs its callbacks as a server does: they dispose of the request's services.
/// </summary>
internal sealed class InProcessResponse : IHttpResponseFeature
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

    internal async Task StartAsync()
    {
        while (!HasStarted && _starting.TryPop(out var callback))
        {
            await callback.Run(callback.State);
        }

        HasStarted = true;
    }

    internal async Task CompleteAsync()
    {
        while (_completed.TryPop(out var callback))
        {
            await callback.Run(callback.State);
        }
    }
}
