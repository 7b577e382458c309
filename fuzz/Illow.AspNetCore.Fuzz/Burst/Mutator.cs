namespace Illow.AspNetCore.Fuzz.Burst;

/// <summary>Changes an input in one to eight steps, in place, in a buffer of its own.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> words)
{
    private const int Longest = 4096;

    private static readonly byte[] Interesting = [0, 1, 0x7F, 0x80, 0xFF, .. "\"\\= \nA0{}"u8];

    private readonly Random _random = new(seed);
    private readonly byte[] _buffer = new byte[Longest * 2];
    private int _length;

    internal ReadOnlySpan<byte> Mutate(ReadOnlySpan<byte> input, ReadOnlySpan<byte> other)
    {
        _length = Math.Min(input.Length, Longest);
        input[.._length].CopyTo(_buffer);
        for (var steps = 1 << _random.Next(4); steps > 0; steps--)
        {
            Step(other);
            _length = Math.Min(_length, Longest);
        }

        return _buffer.AsSpan(0, _length);
    }

    private void Step(ReadOnlySpan<byte> other)
    {
        var at = _length == 0 ? 0 : _random.Next(_length);
        var run = Math.Min(1 + _random.Next(1 << _random.Next(1, 6)), _length - at);
        switch (_length == 0 ? 9 : _random.Next(12))
        {
            case 0:
                _buffer[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                _buffer[at] = (byte)_random.Next(256);
                break;
            case 2:
                _buffer[at] = Interesting[_random.Next(Interesting.Length)];
                break;
            case 3:
                _buffer[at] += (byte)(_random.Next(35) - 17);
                break;
            case 4:
                Replace(at, run, []);
                break;
            case 5:
                Replace(at, 0, _buffer.AsSpan(at, run).ToArray());
                break;
            case 6:
                Replace(at, run, _buffer.AsSpan(_random.Next(_length - run + 1), run).ToArray());
                break;
            case 7 when other.Length > 0:
                var from = _random.Next(other.Length);
                Replace(at, _random.Next(2) == 0 ? _length - at : run, other.Slice(from, Math.Min(other.Length - from, Longest / 2)));
                break;
            case 8:
                var word = words[_random.Next(words.Count)];
                Replace(at, Math.Min(word.Length, _length - at), word);
                break;
            case 9:
            case 10:
                Replace(at, 0, words[_random.Next(words.Count)]);
                break;
            default:
                Replace(at, 0, [(byte)_random.Next(256)]);
                break;
        }
    }

    private void Replace(int at, int count, ReadOnlySpan<byte> by)
    {
        by = by[..Math.Min(by.Length, Longest)];
        var tail = _buffer.AsSpan(at + count, _length - at - count);
        tail[..Math.Min(tail.Length, _buffer.Length - at - by.Length)].CopyTo(_buffer.AsSpan(at + by.Length));
        by.CopyTo(_buffer.AsSpan(at));
        _length += by.Length - count;
    }
}
