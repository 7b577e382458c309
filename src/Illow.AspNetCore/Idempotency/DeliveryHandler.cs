using Illow.AspNetCore.Middleware;
using Microsoft.AspNetCore.Http;

namespace Illow.AspNetCore.Idempotency;

/// <summary>Runs the endpoint of a verified delivery and tells its outcome; the handler's own exceptions come through.</summary>
internal delegate ValueTask<string> DeliveryHandler(HttpContext context, VerifiedDelivery delivery);
