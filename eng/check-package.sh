#!/usr/bin/env bash
# Restores the packed Illow.AspNetCore into an application that has nothing else, and checks that its analyzers and its settings schema reach it;
# then adds Illow.AspNetCore.OpenApi. Needs artifacts/packages, which `dotnet pack` writes.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=$PWD/artifacts/packages
compgen -G "$packages/Illow.AspNetCore.[0-9]*.nupkg" >/dev/null || { echo "No package in $packages: run dotnet pack src/Illow.Webhooks and src/Illow.AspNetCore" >&2; exit 1; }
consumer=$(mktemp -d)
trap 'rm -rf "$consumer"' EXIT

# Its own folder for restored packages: the version is the same from build to build
cat >"$consumer/NuGet.config" <<CONFIG
<configuration>
  <packageSources><clear /><add key="packed" value="$packages" /></packageSources>
  <config><add key="globalPackagesFolder" value="$consumer/restored" /></config>
</configuration>
CONFIG
cat >"$consumer/Consumer.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Illow.AspNetCore" Version="*-*" />
  </ItemGroup>
</Project>
PROJECT

build() { dotnet build "$consumer" --nologo -v minimal "$@" 2>&1; }

fail() {
  echo "The package in an application: $1" >&2
  exit 1
}

cat >"$consumer/Program.cs" <<'PROGRAM'
using Illow.AspNetCore;
using Microsoft.AspNetCore.Mvc;

var app = WebApplication.CreateBuilder(args).Build();
app.MapPost("/open", [IllowWebhook("dsr.created")] () => Results.Ok());
app.MapGet("/get", [IllowWebhook("dsr.creatd")] (IllowEnvelope e) => Results.Ok());
app.Run();

public sealed class PrivacyController : ControllerBase
{
    [IllowWebhook("a.b")]
    public void One() { }

    [IllowWebhook("a.b")]
    public void Two() { }

    [IllowWebhook("c.d")]
    private void Three() { }
}
PROGRAM
# Two of the rules are errors
output=$(build) && fail "it builds, with an endpoint that is open: $output"
for rule in ILLOW001 ILLOW002 ILLOW003 ILLOW004 ILLOW005 ILLOW008; do
  grep -Eq "(warning|error) $rule:" <<<"$output" || fail "$rule is not reported: $output"
done
if grep -Eq 'AD0001|CS8032|CS9057' <<<"$output"; then fail "an analyzer does not load or throws: $output"; fi

# Without a using: the package brings its namespaces where implicit usings are on
cat >"$consumer/Program.cs" <<'PROGRAM'
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddIllowWebhooks();
var app = builder.Build();
app.UseIllowWebhooks();
app.MapPost("/hook", [IllowWebhook("dsr.created")] (IllowEnvelope<DsrCreated> e) => Results.Ok(IllowEvents.DsrCreated));
app.Run();
PROGRAM
output=$(build -warnaserror) || fail "what is right is reported: $output"

schema=$(dotnet msbuild "$consumer" -getItem:JsonSchemaSegment)
file=$(grep -oP '"FullPath": "\K[^"]+' <<<"$schema") || fail "no JsonSchemaSegment: $schema"
[[ -f $file ]] || fail "the schema is not where the package says: $file"

dotnet add "$consumer" package Illow.AspNetCore.OpenApi --prerelease >/dev/null || fail "Illow.AspNetCore.OpenApi does not install"
sed -i 's/AddIllowWebhooks();/AddIllowWebhooks().AddApiDescriptions();/' "$consumer/Program.cs"
output=$(build -warnaserror) || fail "it does not build with Illow.AspNetCore.OpenApi: $output"

echo "The package's analyzers, namespaces and settings schema reach an application."
