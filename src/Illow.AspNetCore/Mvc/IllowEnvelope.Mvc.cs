using Illow.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc;

namespace Illow.AspNetCore;

// A binder on the type keeps [ApiController] from taking the parameter for the body, and needs no registration: it fails closed
[ModelBinder(typeof(IllowEnvelopeModelBinder))]
public partial class IllowEnvelope;

[ModelBinder(typeof(IllowEnvelopeModelBinder))]
public sealed partial class IllowEnvelope<T>;
