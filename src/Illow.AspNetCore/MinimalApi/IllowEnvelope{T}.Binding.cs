using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore;

public sealed partial class IllowEnvelope<T> : IBindableFromHttpContext<IllowEnvelope<T>>
{
    static ValueTask<IllowEnvelope<T>?> IBindableFromHttpContext<IllowEnvelope<T>>.BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(MinimalApi.EnvelopeBinding.Bind<T>(context));
}
