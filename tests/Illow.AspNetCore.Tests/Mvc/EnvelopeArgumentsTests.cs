using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>How actions come by their envelope: not by model binding, though everything else still does.</summary>
public sealed class EnvelopeArgumentsTests
{
    private readonly CountingValueProviders _values = new();

    [Theory]
    [InlineData("/envelope", 0)]
    [InlineData("/envelope-and-query?text=x", 1)]
    public async Task Action_TakesAnEnvelope_ValuesAreProvidedForItsOtherParametersAlone(string url, int provided)
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Fresh(), url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["dsr-1 " + (provided == 0 ? null : "x")], app.Notes.Lines);
        Assert.Equal(provided, _values.Count);
    }

    [Fact]
    public async Task Action_FilterThatComesBeforeAllOthers_FindsTheEnvelopeAmongTheArguments()
    {
        var seen = new SeesArguments();
        await using var app = await StartAsync(mvc => mvc.Filters.Add(seen));

        using var response = await app.SendAsync(Delivery.Fresh(), "/envelope");

        Assert.Equal("dsr-1", Assert.IsType<IllowEnvelope<DsrCreated>>(seen.Arguments?["taken"]).Metadata.Id);
    }

    [Fact]
    public async Task Action_FilterTakesTheEnvelopeAway_TheActionGetsNone()
    {
        await using var app = await StartAsync(mvc => mvc.Filters.Add(new SeesArguments { Clears = true }));

        using var response = await app.SendAsync(Delivery.Fresh(), "/envelope");

        Assert.Equal(["none "], app.Notes.Lines);
    }

    [Fact]
    public async Task Action_BinderOfItsOwnOnTheParameter_Binds()
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Fresh(), "/own-binder");

        Assert.Equal(["none "], app.Notes.Lines);
    }

    [Fact]
    public async Task Action_UpdatesAModelItself_FindsItsValues()
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Fresh(), "/updating?text=late");

        Assert.Equal(["dsr-1 late"], app.Notes.Lines);
    }

    private Task<WebhookApp> StartAsync(Action<MvcOptions>? mvc = null) => WebhookApp.StartAsync(new AppPlan
    {
        Controllers = [typeof(TakingController)],
        Mvc = options =>
        {
            options.ValueProviderFactories.Add(_values);
            mvc?.Invoke(options);
        },
    });

    public sealed class Model
    {
        public string? Text { get; set; }
    }

    public sealed class TakingController(Notes notes) : ControllerBase
    {
        [IllowWebhook("a"), HttpPost("/envelope")]
        public void Envelope(IllowEnvelope<DsrCreated>? taken, CancellationToken cancellationToken) 
        {
            Assert.Equal(HttpContext.RequestAborted, cancellationToken);
            Assert.True(cancellationToken.CanBeCanceled);
            Note(taken, null);
        }

        [IllowWebhook("a"), HttpPost("/envelope-and-query")]
        public void EnvelopeAndQuery(IllowEnvelope<DsrCreated> taken, [FromQuery] string text) => Note(taken, text);

        [IllowWebhook("a"), HttpPost("/own-binder")]
        public void OwnBinder([ModelBinder(typeof(NothingBinder))] IllowEnvelope<DsrCreated>? taken) => Note(taken, null);

        [IllowWebhook("a"), HttpPost("/updating")]
        public async Task UpdatingAsync(IllowEnvelope<DsrCreated> taken)
        {
            var model = new Model();
            await TryUpdateModelAsync(model);
            Note(taken, model.Text);
        }

        private void Note(IllowEnvelope<DsrCreated>? taken, string? text) => notes.Add($"{taken?.Metadata.Id ?? "none"} {text}");
    }

    private sealed class NothingBinder : IModelBinder
    {
        public Task BindModelAsync(ModelBindingContext bindingContext)
        {
            bindingContext.Result = ModelBindingResult.Success(null);
            return Task.CompletedTask;
        }
    }

    private sealed class CountingValueProviders : IValueProviderFactory
    {
        internal int Count { get; private set; }

        public Task CreateValueProviderAsync(ValueProviderFactoryContext context)
        {
            Count++;
            return Task.CompletedTask;
        }
    }

    private sealed class SeesArguments : IActionFilter, IOrderedFilter
    {
        public int Order => int.MinValue;

        internal bool Clears { get; init; }

        internal Dictionary<string, object?>? Arguments { get; private set; }

        public void OnActionExecuting(ActionExecutingContext context)
        {
            Arguments = new(context.ActionArguments);
            if (Clears)
            {
                context.ActionArguments["taken"] = null;
            }
        }

        public void OnActionExecuted(ActionExecutedContext context)
        {
        }
    }
}
