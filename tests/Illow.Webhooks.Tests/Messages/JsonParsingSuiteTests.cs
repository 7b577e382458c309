namespace Illow.Webhooks.Tests.Messages;

/// <summary>The files of the JSON parsing suite, each put byte for byte where an envelope has its metadata.</summary>
public sealed class JsonParsingSuiteTests
{
    private const int AtLeast = 90; // so that an empty folder cannot pass

    private static readonly (string File, bool Accepted)[] Pinned =
    [
        ("i_number_double_huge_neg_exp.json", true),
        ("i_number_huge_exp.json", true),
        ("i_number_neg_int_huge_exp.json", true),
        ("i_number_pos_double_huge_exp.json", true),
        ("i_number_real_neg_overflow.json", true),
        ("i_number_real_pos_overflow.json", true),
        ("i_number_real_underflow.json", true),
        ("i_number_too_big_neg_int.json", true),
        ("i_number_too_big_pos_int.json", true),
        ("i_number_very_big_negative_int.json", true),
        ("i_object_key_lone_2nd_surrogate.json", false),
        ("i_string_1st_surrogate_but_2nd_missing.json", false),
        ("i_string_1st_valid_surrogate_2nd_invalid.json", false),
        ("i_string_UTF-16LE_with_BOM.json", false),
        ("i_string_UTF-8_invalid_sequence.json", false),
        ("i_string_UTF8_surrogate_U+D800.json", false),
        ("i_string_incomplete_surrogate_and_escape_valid.json", false),
        ("i_string_incomplete_surrogate_pair.json", false),
        ("i_string_incomplete_surrogates_escape_valid.json", false),
        ("i_string_invalid_lonely_surrogate.json", false),
        ("i_string_invalid_surrogate.json", false),
        ("i_string_invalid_utf-8.json", false),
        ("i_string_inverted_surrogates_U+1D11E.json", false),
        ("i_string_iso_latin_1.json", false),
        ("i_string_lone_second_surrogate.json", false),
        ("i_string_lone_utf8_continuation_byte.json", false),
        ("i_string_not_in_unicode_range.json", false),
        ("i_string_overlong_sequence_2_bytes.json", false),
        ("i_string_overlong_sequence_6_bytes.json", false),
        ("i_string_overlong_sequence_6_bytes_null.json", false),
        ("i_string_truncated-utf-8.json", false),
        ("i_string_utf16BE_no_BOM.json", false),
        ("i_string_utf16LE_no_BOM.json", false),
        ("i_structure_500_nested_arrays.json", false),
        ("i_structure_UTF-8_BOM_empty_object.json", false),
    ];

    [Fact]
    public void TryParse_FilesThatAreNoJson_AreAllRefused()
    {
        var files = Files("n_");

        Assert.True(files.Length > AtLeast);
        Assert.Empty(files.Where(Accepted).Select(Path.GetFileName));
    }

    [Fact]
    public void TryParse_FilesThatAreJson_AreAllAcceptedButDuplicates()
    {
        var files = Files("y_");

        Assert.True(files.Length > AtLeast);
        Assert.Equal(
            ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"],
            files.Where(file => !Accepted(file)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>What RFC 8259 leaves open, file by file: numbers of any size are data; text must be whole characters in UTF-8.</summary>
    [Fact]
    public void TryParse_FilesThatParsersDifferOver_HaveThePinnedVerdict()
    {
        var verdicts = Files("i_").Select(file => (Path.GetFileName(file), Accepted(file))).Order();

        Assert.Equal(Pinned.Order(), verdicts);
    }

    [Fact]
    public void TryParse_AnyFileAsTheWholeBody_IsRefused() =>
        Assert.DoesNotContain(Files(""), file => Bodies.Parse(File.ReadAllBytes(file)).Accepted);

    [Fact]
    public void Read_FilesThatAreJson_NeverThrows()
    {
        foreach (var file in Files("y_").Where(Accepted))
        {
            Assert.True(IllowMessage.TryParse(Bodies.With(File.ReadAllBytes(file)), out var message, out _));
            Assert.Null(message.GetMetadata<DsrCreated>().CompanyId);
        }
    }

    private static string[] Files(string prefix) => Directory.GetFiles(Require.Vectors("json_parsing"), prefix + "*.json");

    private static bool Accepted(string file) => Bodies.Parse(Bodies.With(File.ReadAllBytes(file))).Accepted;
}
