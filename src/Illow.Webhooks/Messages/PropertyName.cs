namespace Illow.Webhooks.Messages;

/// <summary>One name of an object that is still open.</summary>
/// <param name="Start">Where its text starts: in the body; if negative, the complement is the place in the scratch memory.</param>
/// <param name="Length">Length of its text in bytes.</param>
/// <param name="Depth">Depth of its object; only one object can be open at each depth.</param>
/// <param name="Hash">Its hash, once names are hashed.</param>
/// <param name="Next">One more than the index of the next name in its bucket; 0 ends the chain.</param>
internal readonly record struct PropertyName(int Start, int Length, int Depth, int Hash = 0, int Next = 0);
