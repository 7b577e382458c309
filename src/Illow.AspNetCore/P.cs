namespace Illow.AspNetCore;
internal static class Placeholder;
