namespace Illow.Webhooks.Tests.Signatures.Policy;

/// <summary>A host like RHEL 9: everything works but SHA-1 signatures.</summary>
internal static class RefusingHost
{
    /// <summary>
    /// Stands before the host's libssl and does what Red Hat's patch of OpenSSL does under its default policy: SHA-1 may be
    /// hashed with, and may not be set for a signature (EVP_R_INVALID_DIGEST of ERR_LIB_EVP). Where the file that
    /// ILLOW_REFUSES_DIGESTS names is there, it may no longer be hashed with either.
    /// </summary>
    private const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stddef.h>
        #include <stdlib.h>
        #include <unistd.h>
        #define NID_SHA1 64
        #define LIB_EVP 6
        #define INVALID_DIGEST 152
        extern int EVP_MD_get_type(const void *md);
        extern void ERR_new(void);
        extern void ERR_set_error(int library, int reason, const char *format, ...);
        int EVP_DigestInit_ex(void *context, const void *md, void *engine)
        {
            const char *file = getenv("ILLOW_REFUSES_DIGESTS");
            if (file != NULL && access(file, F_OK) == 0 && md != NULL && EVP_MD_get_type(md) == NID_SHA1) {
                ERR_new();
                ERR_set_error(LIB_EVP, INVALID_DIGEST, NULL);
                return 0;
            }
            int (*next)(void *, const void *, void *) = (int (*)(void *, const void *, void *))dlsym(RTLD_NEXT, "EVP_DigestInit_ex");
            return next(context, md, engine);
        }
        int EVP_PKEY_CTX_set_signature_md(void *context, const void *md)
        {
            if (md != NULL && EVP_MD_get_type(md) == NID_SHA1) {
                ERR_new();
                ERR_set_error(LIB_EVP, INVALID_DIGEST, NULL);
                return -1;
            }
            int (*next)(void *, const void *) = (int (*)(void *, const void *))dlsym(RTLD_NEXT, "EVP_PKEY_CTX_set_signature_md");
            return next(context, md);
        }
        """;

    /// <summary>Names the file that, once it is there, stops SHA-1 digests too.</summary>
    internal const string NoDigestsVariable = "ILLOW_REFUSES_DIGESTS";

    /// <summary>Compiles the policy into the folder and returns the environment under which a process obeys it.</summary>
    internal static async Task<Dictionary<string, string>> MakeAsync(TemporaryFolder folder)
    {
        var source = Path.Combine(folder.Path, "sha1-policy.c");
        await File.WriteAllTextAsync(source, Source);
        await ChildProcess.RunAsync(
            Require.Program("cc"),
            [
                "-shared", "-fPIC", "-o", Path.Combine(folder.Path, "libssl.so.sha1policy"), source,
                "-Wl,--no-as-needed", "-l:libssl.so.3", "-l:libcrypto.so.3", "-ldl",
            ],
            []);
        return new()
        {
            ["LD_LIBRARY_PATH"] = folder.Path,
            ["DOTNET_OPENSSL_VERSION_OVERRIDE"] = "sha1policy",
            ["CLR_OPENSSL_VERSION_OVERRIDE"] = "sha1policy",
            [NoDigestsVariable] = Path.Combine(folder.Path, "refuses-digests"),
        };
    }

    internal static void RequireLinux() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "OpenSSL is the platform's RSA on Linux only");
}
