using System.ComponentModel.DataAnnotations;
using System.Net;
using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Binders;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>
/// Actions get their envelope by MVC's own model binding, so that everything which knows it works: binders, filters, copies, descriptors.
/// </summary>
public sealed class EnvelopeModelBinderTests
{
    [Fact]
    public async Task Action_TakesEnvelopeQueryAndToken_GetsThemAll()
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Fresh(), "/envelope-and-query?text=x");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["dsr-1 x"], app.Notes.Lines);
    }

    [Fact]
    public async Task ActionDescriptor_OfADecoratedAction_ShowsEveryParameter()
    {
        var seen = new SeesArguments();
        await using var app = await StartAsync(mvc => mvc.Filters.Add(seen));

        using var response = await app.SendAsync(Delivery.Fresh(), "/envelope");

        Assert.Equal(["taken", "cancellationToken"], seen.Parameters);
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

    [Fact]
    public async Task Action_BinderOfTokensByAProviderOfTheApplication_Binds()
    {
        await using var app = await StartAsync(mvc => mvc.ModelBinderProviders.Insert(0, new CancelledTokens()));

        using var response = await app.SendAsync(Delivery.Fresh(), "/token");

        Assert.Equal(["dsr-1 cancelled"], app.Notes.Lines);
    }

    [Fact]
    public async Task Action_ValidationAttributeOnTheEnvelope_Validates()
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync(Delivery.Fresh(), "/validated");

        Assert.Equal(["dsr-1 invalid"], app.Notes.Lines);
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.OK, 1)]
    [InlineData("[]", HttpStatusCode.BadRequest, 0)]
    public async Task Action_ConventionTookItsFiltersAway_GetsItsEnvelopeOrDoesNotRun(string metadata, HttpStatusCode expected, int runs)
    {
        await using var app = await StartAsync(mvc => mvc.Conventions.Add(new NoFilters()));

        using var response = await app.SendAsync(Delivery.Of(metadata), "/strict");

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(runs, app.Notes.Lines.Count);
    }

    [Fact]
    public async Task Action_CopyThatSharesItsParameters_GetsItsEnvelopeToo()
    {
        await using var app = await StartAsync(services: services => services.AddSingleton<IActionDescriptorProvider, CopiesActions>());

        using var first = await app.SendAsync(Delivery.Fresh(), "/envelope");
        using var second = await app.SendAsync(Delivery.Fresh(), "/copy/envelope");

        Assert.Equal(["dsr-1 ", "dsr-1 "], app.Notes.Lines);
    }

    private static Task<WebhookApp> StartAsync(Action<MvcOptions>? mvc = null, Action<IServiceCollection>? services = null) =>
        WebhookApp.StartAsync(
            new AppPlan
            {
                Services = services,
                Controllers = [typeof(TakingController)],
                Mvc = mvc,
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

        [IllowWebhook("a"), HttpPost("/token")]
        public void Token(IllowEnvelope<DsrCreated> taken, CancellationToken cancellationToken) =>
            Note(taken, cancellationToken.IsCancellationRequested ? "cancelled" : "running");

        [IllowWebhook("a"), HttpPost("/validated")]
        public void Validated([RefusesAll] IllowEnvelope<DsrCreated> taken) => Note(taken, ModelState.IsValid ? "valid" : "invalid");

        [IllowWebhook("a"), HttpPost("/strict")]
        public void Strict(IllowEnvelope<Dictionary<string, string>>? taken) => notes.Add(taken is null ? "none" : "taken");

        private void Note(IllowEnvelope<DsrCreated>? taken, string? text) => notes.Add($"{taken?.Metadata.Id ?? "none"} {text}");
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class RefusesAllAttribute : ValidationAttribute
    {
        public override bool IsValid(object? value) => false;
    }

    /// <summary>As applications do to give their tokens a timeout.</summary>
    private sealed class CancelledTokens : CancellationTokenModelBinder, IModelBinderProvider, IModelBinder
    {
        public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
            context.Metadata.ModelType == typeof(CancellationToken) ? this : null;

        Task IModelBinder.BindModelAsync(ModelBindingContext bindingContext)
        {
            bindingContext.Result = ModelBindingResult.Success(new CancellationToken(canceled: true));
            return Task.CompletedTask;
        }
    }

    private sealed class NoFilters : IActionModelConvention
    {
        public void Apply(ActionModel action) => action.Filters.Clear();
    }

    /// <summary>Gives every action a second route, as providers of localised routes do.</summary>
    private sealed class CopiesActions : IActionDescriptorProvider
    {
        public int Order => 0;

        public void OnProvidersExecuting(ActionDescriptorProviderContext context)
        {
            foreach (
                var action in context
                    .Results.OfType<ControllerActionDescriptor>()
                    .Where(action => action.AttributeRouteInfo is not null)
                    .ToList())
            {
                context.Results.Add(new ControllerActionDescriptor
                {
                    ActionName = action.ActionName,
                    ControllerName = action.ControllerName,
                    ControllerTypeInfo = action.ControllerTypeInfo,
                    MethodInfo = action.MethodInfo,
                    RouteValues = action.RouteValues,
                    AttributeRouteInfo = new AttributeRouteInfo { Template = "copy/" + action.AttributeRouteInfo!.Template },
                    ActionConstraints = action.ActionConstraints,
                    EndpointMetadata = action.EndpointMetadata,
                    BoundProperties = action.BoundProperties,
                    Properties = action.Properties,
                    Parameters = action.Parameters,
                    FilterDescriptors = action.FilterDescriptors,
                });
            }
        }

        public void OnProvidersExecuted(ActionDescriptorProviderContext context)
        {
        }
    }

    private sealed class NothingBinder : IModelBinder
    {
        public Task BindModelAsync(ModelBindingContext bindingContext)
        {
            bindingContext.Result = ModelBindingResult.Success(null);
            return Task.CompletedTask;
        }
    }

    private sealed class SeesArguments : IActionFilter, IOrderedFilter
    {
        public int Order => int.MinValue;

        internal bool Clears { get; init; }

        internal Dictionary<string, object?>? Arguments { get; private set; }

        internal IEnumerable<string>? Parameters { get; private set; }

        public void OnActionExecuting(ActionExecutingContext context)
        {
            Arguments = new(context.ActionArguments);
            Parameters = context.ActionDescriptor.Parameters.Select(parameter => parameter.Name);
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
