namespace Illow.AspNetCore.Routing;

/// <summary>What marks an endpoint as the receiver's business: the synthetic endpoint's <see cref="WebhookRoute"/>, or the attribute itself.</summary>
internal interface IWebhookMetadata;
