using Illow.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore.Tests.Mvc;

/// <summary>
/// Every combination of route attributes that may stand beside [IllowWebhook] on an action. The event is the method's name.
/// </summary>
public abstract class RouteCombinations(Notes notes) : ControllerBase
{
    [IllowWebhook(nameof(None))]
    public void None() => Ran();

    [HttpPost, IllowWebhook(nameof(Post))]
    public void Post() => Ran();

    [IllowWebhook(nameof(PostX)), HttpPost("post-x")]
    public void PostX() => Ran();

    [HttpPost("post-x2"), IllowWebhook(nameof(PostXFirst))]
    public void PostXFirst() => Ran();

    [Route("route-x"), IllowWebhook(nameof(RouteX))]
    public void RouteX() => Ran();

    [Route("post-route"), HttpPost, IllowWebhook(nameof(PostAndRoute))]
    public void PostAndRoute() => Ran();

    [HttpGet, IllowWebhook(nameof(Get))]
    public void Get() => Ran();

    [HttpGet("get-x"), IllowWebhook(nameof(GetX))]
    public void GetX() => Ran();

    [HttpGet("get-post"), HttpPost("get-post"), IllowWebhook(nameof(GetAndPostX))]
    public void GetAndPostX() => Ran();

    [HttpGet, HttpPost, IllowWebhook(nameof(GetAndPost))]
    public void GetAndPost() => Ran();

    [AcceptVerbs("POST"), IllowWebhook(nameof(Verbs))]
    public void Verbs() => Ran();

    [AcceptVerbs("GET", "POST", "PUT", Route = "verbs-x"), IllowWebhook(nameof(VerbsX))]
    public void VerbsX() => Ran();

    [HttpPost("two-a"), HttpPost("two-b"), IllowWebhook(nameof(Two))]
    public void Two() => Ran();

    [HttpPost("both-a"), Route("both-b"), IllowWebhook(nameof(PostXAndRoute))]
    public void PostXAndRoute() => Ran();

    [HttpPost("/root-x"), IllowWebhook(nameof(Rooted))]
    public void Rooted() => Ran();

    [HttpPost("~/tilde-x", Order = 3, Name = "tilde"), IllowWebhook(nameof(Tilde))]
    public void Tilde() => Ran();

    [HttpPost("[action]-token"), IllowWebhook(nameof(Token))]
    public void Token() => Ran();

    [HttpPost("param/{id:int}"), IllowWebhook(nameof(Param))]
    public void Param(int id) => Ran(id == 7 ? string.Empty : "wrong id");

    [ActionName("renamed"), IllowWebhook(nameof(Named))]
    public void Named() => Ran();

    [IllowWebhook(nameof(Twice)), IllowWebhook("twice-more")]
    public void Twice() => Ran();

    private void Ran(string? more = null) => notes.Add(ControllerContext.ActionDescriptor.MethodInfo.Name + more);
}
