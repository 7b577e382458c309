using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Illow.Webhooks.Messages;

/// <summary>
/// The member names of all objects that are open while a body is read, to find one that comes twice.
/// Few names are compared one by one, in the caller's stack memory; more are hashed, in pooled memory, with the
/// platform's randomised string hash, so that no sender can choose names that collide.
/// </summary>
/// <remarks>
/// Names leave in the reverse order in which they came, so the youngest name of a bucket is always its head
/// and closing an object is popping. Call <see cref="Dispose"/> once, whatever happens.
/// </remarks>
internal ref struct PropertyNameSet
{
    private const int TopLevel = 1;

    private readonly ReadOnlySpan<byte> _body;
    private Span<PropertyName> _names;
    private PooledBuffer _scratch;
    private int _count;
    private PropertyName[]? _pooledNames;
    private int[]? _buckets;
    private HashSet<string>? _topLevelBeyondAscii;

    internal PropertyNameSet(ReadOnlySpan<byte> body, Span<PropertyName> names, Span<byte> scratch)
    {
        _body = body;
        _names = names;
        _scratch = new PooledBuffer(scratch);
    }

    /// <summary>Notes the name that the reader stands on; false if its object has it already.</summary>
    /// <param name="reader">On a property name without lone surrogates, in one piece.</param>
    internal bool TryAdd(in Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var start = (int)reader.TokenStartIndex + 1;
        var length = reader.ValueSpan.Length;
        if (reader.ValueIsEscaped)
        {
            length = reader.CopyString(_scratch.Reserve(length));
            start = ~_scratch.Keep(length);
        }

        if (depth != TopLevel)
        {
            return TryAdd(start, length, depth);
        }

        var room = _scratch.Reserve(length); // before the text is looked at, which this may move
        var text = Text(start, length);

        // No character beyond ASCII is another case of one in ASCII, so the two kinds need not meet
        if (Ascii.ToUpper(text, room, out _) != OperationStatus.Done)
        {
            _topLevelBeyondAscii ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            return _topLevelBeyondAscii.Add(Encoding.UTF8.GetString(text));
        }

        return TryAdd(~_scratch.Keep(length), length, depth);
    }

    /// <summary>Forgets the names of the objects deeper than <paramref name="depth"/>.</summary>
    internal void Close(int depth)
    {
        while (_count > 0 && _names[_count - 1].Depth > depth)
        {
            _count--;
            if (_buckets is not null)
            {
                ref readonly var name = ref _names[_count];
                Bucket(name.Hash) = name.Next;
            }
        }
    }

    internal readonly void Dispose()
    {
        _scratch.Dispose();
        if (_pooledNames is not null)
        {
            ArrayPool<PropertyName>.Shared.Return(_pooledNames);
        }

        if (_buckets is not null)
        {
            ArrayPool<int>.Shared.Return(_buckets);
        }
    }

    private bool TryAdd(int start, int length, int depth)
    {
        if (_buckets is not null)
        {
            return TryAddHashed(start, length, depth);
        }

        for (var i = _count - 1; i >= 0 && _names[i].Depth == depth; i--)
        {
            ref readonly var name = ref _names[i];
            if (name.Length == length && Text(name.Start, length).SequenceEqual(Text(start, length)))
            {
                return false;
            }
        }

        if (_count == _names.Length)
        {
            Grow();
            return TryAddHashed(start, length, depth);
        }

        _names[_count++] = new PropertyName(start, length, depth);
        return true;
    }

    private bool TryAddHashed(int start, int length, int depth)
    {
        var text = Text(start, length);
        var hash = Hash(text, depth);
        for (var next = Bucket(hash); next != 0; next = _names[next - 1].Next)
        {
            ref readonly var name = ref _names[next - 1];
            if (name.Hash == hash && name.Depth == depth && Text(name.Start, name.Length).SequenceEqual(text))
            {
                return false;
            }
        }

        if (_count == _names.Length)
        {
            Grow();
        }

        Push(new PropertyName(start, length, depth, hash));
        return true;
    }

    private void Push(in PropertyName name)
    {
        ref var bucket = ref Bucket(name.Hash);
        _names[_count++] = name with { Next = bucket };
        bucket = _count;
    }

    private void Grow()
    {
        var old = _names[.._count];
        var (oldPooled, hashed) = (_pooledNames, _buckets is not null);
        _pooledNames = ArrayPool<PropertyName>.Shared.Rent(_names.Length * 4);
        _names = _pooledNames;
        if (_buckets is not null)
        {
            ArrayPool<int>.Shared.Return(_buckets);
        }

        _buckets = ArrayPool<int>.Shared.Rent(_names.Length);
        Array.Clear(_buckets);
        _count = 0;
        foreach (ref readonly var name in old)
        {
            Push(hashed ? name : name with { Hash = Hash(Text(name.Start, name.Length), name.Depth) });
        }

        if (oldPooled is not null)
        {
            ArrayPool<PropertyName>.Shared.Return(oldPooled);
        }
    }

    private readonly ref int Bucket(int hash) => ref _buckets![(int)((uint)hash % (uint)_buckets.Length)];

    private readonly ReadOnlySpan<byte> Text(int start, int length) =>
        start >= 0 ? _body.Slice(start, length) : _scratch.Slice(~start, length);

    // Only string.GetHashCode offers the randomised hash; it takes characters, so the odd byte is mixed in
    private static int Hash(ReadOnlySpan<byte> text, int depth)
    {
        var odd = (text.Length & 1) == 0 ? 0 : text[^1];
        return HashCode.Combine(string.GetHashCode(MemoryMarshal.Cast<byte, char>(text)), text.Length, odd, depth);
    }
}

/// <summary>One name of an object that is still open.</summary>
/// <param name="Start">Where its text starts: in the body; if negative, the complement is the place in the scratch memory.</param>
/// <param name="Length">Length of its text in bytes.</param>
/// <param name="Depth">Depth of its object; only one object can be open at each depth.</param>
/// <param name="Hash">Its hash, once names are hashed.</param>
/// <param name="Next">One more than the index of the next name in its bucket; 0 ends the chain.</param>
internal readonly record struct PropertyName(int Start, int Length, int Depth, int Hash = 0, int Next = 0);

/// <summary>Bytes that are appended and stay until the end: in the caller's stack memory, and in pooled memory once that is full.</summary>
/// <param name="first">The memory to begin with.</param>
internal ref struct PooledBuffer(Span<byte> first)
{
    private Span<byte> _bytes = first;
    private byte[]? _pooled;
    private int _used;

    /// <summary>Room to write to; not kept before <see cref="Keep"/>. Ends the life of spans handed out before.</summary>
    internal Span<byte> Reserve(int length)
    {
        if (_bytes.Length - _used < length)
        {
            var (kept, old) = (_used, _pooled);
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, kept + length));
            _bytes[..kept].CopyTo(larger);
            _bytes = _pooled = larger;
            if (old is not null)
            {
                ArrayPool<byte>.Shared.Return(old);
            }
        }

        return _bytes.Slice(_used, length);
    }

    /// <summary>Keeps the first bytes of what was reserved and tells where they are.</summary>
    internal int Keep(int length)
    {
        var start = _used;
        _used += length;
        return start;
    }

    internal readonly ReadOnlySpan<byte> Slice(int start, int length) => _bytes.Slice(start, length);

    internal readonly void Dispose()
    {
        if (_pooled is not null)
        {
            ArrayPool<byte>.Shared.Return(_pooled);
        }
    }
}
