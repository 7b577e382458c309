using Illow.AspNetCore.Diagnostics;
using Illow.AspNetCore.Middleware;

namespace Illow.AspNetCore.MinimalApi;

/// <summary>
/// Takes the conventions of one mapped handler and puts a filter behind all filters among them: right around the handler, where it
/// lets a delivery through that was verified for this endpoint, and sees what the handler threw before another filter makes an
/// answer of it.
/// </summary>
/// <remarks>
/// What is added to the framework's builder runs in the order in which it came, so the conventions are kept here until the endpoint
/// is built.
/// </remarks>
internal sealed class HandlerFilter : IEndpointConventionBuilder
{
    private readonly IEndpointConventionBuilder _endpoint;
    private readonly IllowWebhookAttribute _declaration;
    private readonly List<Action<EndpointBuilder>> _conventions = [];
    private bool _isBuilt;

    /// <param name="endpoint">The framework's builder.</param>
    /// <param name="declaration">The endpoint's alone, by which it is known again.</param>
    internal HandlerFilter(IEndpointConventionBuilder endpoint, IllowWebhookAttribute declaration)
    {
        _endpoint = endpoint;
        _declaration = declaration;
        endpoint.Add(Build);
    }

    public void Add(Action<EndpointBuilder> convention)
    {
        if (_isBuilt)
        {
            throw new InvalidOperationException("Conventions cannot be added after the endpoint has been built.");
        }

        _conventions.Add(convention);
    }

    public void Finally(Action<EndpointBuilder> finallyConvention) => _endpoint.Finally(finallyConvention);

    /// <summary>Whether the endpoint's handler says itself when it runs.</summary>
    internal static bool IsOn(Endpoint endpoint) => endpoint.Metadata.GetMetadata<HandlerFilter>() is not null;

    private void Build(EndpointBuilder endpoint)
    {
        _isBuilt = true;
        endpoint.Metadata.Add(this);
        _conventions.ForEach(convention => convention(endpoint));

        // What one of several filters throws must be seen before the one around it makes an answer of it
        for (var i = endpoint.FilterFactories.Count - 1; i > 0; i--)
        {
            endpoint.FilterFactories.Insert(i, static (_, next) => invocation => ObserveAsync(invocation, next));
        }

        endpoint.FilterFactories.Add((_, next) => invocation => RunAsync(invocation, next));
    }

    private async ValueTask<object?> RunAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var delivery = VerifiedDelivery.Require(invocation.HttpContext);
        if (delivery.Endpoint.Metadata.GetMetadata<HandlerFilter>() != this)
        {
            throw new InvalidOperationException(Messages.NotVerified(string.Join(", ", _declaration.Events)));
        }

        // ASP.NET Core runs no handler behind an error's status, such as the 400 for arguments that do not bind
        if (invocation.HttpContext.Response.StatusCode < StatusCodes.Status400BadRequest)
        {
            delivery.HandlerBegins();
        }

        return await ObserveAsync(delivery, invocation, next);
    }

    private static ValueTask<object?> ObserveAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next) =>
        ObserveAsync(VerifiedDelivery.Require(invocation.HttpContext), invocation, next);

    private static async ValueTask<object?> ObserveAsync(
        VerifiedDelivery delivery, EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        delivery.Enter();
        try
        {
            return await next(invocation);
        }
        catch (Exception exception)
        {
            delivery.HandlerThrew(exception);
            throw;
        }
        finally
        {
            delivery.Leave();
        }
    }
}
