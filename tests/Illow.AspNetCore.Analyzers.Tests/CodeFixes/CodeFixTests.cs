using Illow.AspNetCore.Analyzers.Events;
using Illow.AspNetCore.Analyzers.Handlers;
using Illow.AspNetCore.Analyzers.Tests.Harness;
using Illow.AspNetCore.CodeFixes;

namespace Illow.AspNetCore.Analyzers.Tests.CodeFixes;

public sealed class CodeFixTests
{
    [Fact]
    public Task EventName_Misspelled_IsCorrectedEverywhere() => VerifyFix<EventNameAnalyzer, EventNameCodeFix>.ProgramAsync(
        """
        using Illow.AspNetCore;
        var app = WebApplication.Create();
        app.MapIllowWebhook({|ILLOW001:"dsr.creatd"|}, () => 1, "/a");
        app.MapPost("/b", [IllowWebhook("x.y", {|ILLOW001:"DSR.Created"|} /* why */)] (IllowEnvelope e) => 1);
        """,
        """
        using Illow.AspNetCore;
        var app = WebApplication.Create();
        app.MapIllowWebhook("dsr.created", () => 1, "/a");
        app.MapPost("/b", [IllowWebhook("x.y", "dsr.created" /* why */)] (IllowEnvelope e) => 1);
        """);

    [Fact]
    public Task HttpMethod_OfAction_GoesOrBecomesPost() => VerifyFix<HttpMethodAnalyzer, HttpMethodCodeFix>.LibraryAsync(
        """
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public class PrivacyController : ControllerBase
        {
            /// <summary>One.</summary>
            [{|ILLOW003:HttpGet|}]
            [IllowWebhook("a.b")]
            public void One() { }

            [{|ILLOW003:HttpPut("two", Name = "two")|}, IllowWebhook("a.b")]
            public void Two() { }

            [IllowWebhook("c.d"), {|ILLOW003:HttpDelete()|}]
            public void Three() { }
        }
        """,
        """
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public class PrivacyController : ControllerBase
        {
            /// <summary>One.</summary>
            [IllowWebhook("a.b")]
            public void One() { }

            [HttpPost("two", Name = "two"), IllowWebhook("a.b")]
            public void Two() { }

            [IllowWebhook("c.d")]
            public void Three() { }
        }
        """);

    [Fact]
    public Task HttpMethod_OfEndpoint_BecomesPost() => VerifyFix<HttpMethodAnalyzer, HttpMethodCodeFix>.ProgramAsync(
        """
        using Illow.AspNetCore;
        var app = WebApplication.Create();
        app.{|ILLOW003:MapGet|}("/a", [IllowWebhook] (IllowEnvelope e) => 1);
        """,
        """
        using Illow.AspNetCore;
        var app = WebApplication.Create();
        app.MapPost("/a", [IllowWebhook] (IllowEnvelope e) => 1);
        """);

    [Fact]
    public Task Method_Hidden_BecomesPublic() => VerifyFix<NoActionAnalyzer, MakePublicCodeFix>.LibraryAsync(
        """
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public class PrivacyController : ControllerBase
        {
            [IllowWebhook("a.b")]
            private async Task {|ILLOW004:One|}() => await Task.Yield();

            [IllowWebhook("c.d")]
            void {|ILLOW004:Two|}() { }
        }
        """,
        """
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public class PrivacyController : ControllerBase
        {
            [IllowWebhook("a.b")]
            public async Task One() => await Task.Yield();

            [IllowWebhook("c.d")]
            public void Two() { }
        }
        """);

    [Fact]
    public Task Controller_Hidden_BecomesPublic() => VerifyFix<NoActionAnalyzer, MakePublicCodeFix>.LibraryAsync(
        """
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        internal sealed class PrivacyController : ControllerBase
        {
            [IllowWebhook("a.b")]
            public void {|ILLOW004:One|}() { }
        }
        """,
        """
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        public sealed class PrivacyController : ControllerBase
        {
            [IllowWebhook("a.b")]
            public void One() { }
        }
        """);

    [Fact]
    public Task Token_IsAddedBehindWhatMustBeGiven() => VerifyFix<CancellationAnalyzer, ParameterCodeFix>.ProgramAsync(
        """
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        var app = WebApplication.Create();
        app.MapIllowWebhook("a.b", async {|ILLOW007:(IllowEnvelope e)|} => await Task.Yield());
        app.MapIllowWebhook("c.d", async {|ILLOW007:()|} => await Task.Yield());
        app.Run();
        public class PrivacyController : ControllerBase
        {
            [IllowWebhook("a.b")]
            public Task {|ILLOW007:One|}(IllowEnvelope e, int page = 1) => Task.CompletedTask;

            [IllowWebhook("c.d")]
            public Task {|ILLOW007:Two|}(int page = 1) => Task.CompletedTask;
        }
        """,
        """
        using Illow.AspNetCore;
        using Microsoft.AspNetCore.Mvc;
        var app = WebApplication.Create();
        app.MapIllowWebhook("a.b", async (IllowEnvelope e, CancellationToken cancellationToken) => await Task.Yield());
        app.MapIllowWebhook("c.d", async (CancellationToken cancellationToken) => await Task.Yield());
        app.Run();
        public class PrivacyController : ControllerBase
        {
            [IllowWebhook("a.b")]
            public Task One(IllowEnvelope e, CancellationToken cancellationToken, int page = 1) => Task.CompletedTask;

            [IllowWebhook("c.d")]
            public Task Two(CancellationToken cancellationToken, int page = 1) => Task.CompletedTask;
        }
        """);
}
