using Illow.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;

namespace Illow.AspNetCore;

// A binder on the type keeps [ApiController] from taking the parameter for the body
[ModelBinder(typeof(IllowEnvelopeModelBinder))]
[ValidateNever]
public partial class IllowEnvelope;

[ModelBinder(typeof(IllowEnvelopeModelBinder))]
[ValidateNever]
public sealed partial class IllowEnvelope<T>;
