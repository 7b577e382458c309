using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore;

public partial class IllowEnvelope : IBindableFromHttpContext<IllowEnvelope>
{
    /// <summary>Binds the parameter of a minimal endpoint. Public only because code that is compiled ahead calls it by its name; there is no need to.</summary>
    /// <param name="context">The request.</param>
    /// <param name="parameter">Not used.</param>
    /// <returns>The verified envelope; never null.</returns>
    /// <exception cref="InvalidOperationException">No delivery has been verified.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static ValueTask<IllowEnvelope?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(MinimalApi.EnvelopeBinding.Bind(context, parameter));
    }
}
