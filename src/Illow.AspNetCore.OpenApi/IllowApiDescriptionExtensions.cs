using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace Illow.AspNetCore;

/// <summary>What an API description knows of a webhook URL besides what every description holds.</summary>
public static class IllowApiDescriptionExtensions
{
    internal static readonly object BodyTypesProperty = typeof(IllowWebhookAttribute);

    /// <summary>
    /// The types that describe a delivery's body at this URL, one for each shape of metadata: the alternatives from which a
    /// filter or transformer of a document makes an <c>anyOf</c>. They are for schemas alone and cannot be made or read.
    /// </summary>
    /// <param name="description">A description of <c>IApiDescriptionGroupCollectionProvider</c>.</param>
    /// <returns>The types in the order of the handlers; empty for what is not a webhook URL.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="description"/> is null.</exception>
    public static IReadOnlyList<Type> GetIllowBodyTypes(this ApiDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return description.Properties.TryGetValue(BodyTypesProperty, out var types) ? (IReadOnlyList<Type>)types : [];
    }
}
