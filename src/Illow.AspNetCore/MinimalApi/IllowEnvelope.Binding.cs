using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore;

public partial class IllowEnvelope : IBindableFromHttpContext<IllowEnvelope>
{
    static ValueTask<IllowEnvelope?> IBindableFromHttpContext<IllowEnvelope>.BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(MinimalApi.EnvelopeBinding.Bind(context));
}
