using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore;

public sealed partial class IllowEnvelope<T> : IBindableFromHttpContext<IllowEnvelope<T>>
{
    /// <summary>Binds the parameter of a minimal endpoint. Public only because code that is compiled ahead calls it by its name; there is no need to.</summary>
    /// <param name="context">The request.</param>
    /// <param name="parameter">Not used.</param>
    /// <returns>The verified envelope; never null.</returns>
    /// <exception cref="InvalidOperationException">No delivery has been verified.</exception>
#pragma warning disable CA1000 // the form is the framework's
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static new ValueTask<IllowEnvelope<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
#pragma warning restore CA1000
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(MinimalApi.EnvelopeBinding.Bind<T>(context, parameter));
    }
}
