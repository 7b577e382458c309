#!/usr/bin/env bash
# Publishes samples/MinimalApiSample with Native AOT, without one warning, and runs the program: a verified event, a refused one, the
# OpenAPI document and its page. Usage: eng/run-aot-sample.sh
set -euo pipefail
cd "$(dirname "$0")/.."
source eng/process.sh

published=artifacts/aot
rm -rf "$published"
dotnet publish samples/MinimalApiSample --configuration Release --output "$published" --nologo | tee "$output"
if grep -Eq 'warning|IL[0-9]{4}' "$output"; then fail "publishing warned"; fi

openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$published/private.pem"
openssl pkey -in "$published/private.pem" -pubout -out "$published/public.pem"
address=http://127.0.0.1:$(free_port)
start env ASPNETCORE_ENVIRONMENT=Development Illow__PublicKeyFile="$PWD/$published/public.pem" "$published/MinimalApiSample" --urls "$address"
wait_for 'Application started'

# request STATUS PATH [OPTION…]: what the program answers, which has to be of that status
request() {
  local status=$1 path=$2 body got
  shift 2
  body=$(curl --silent --show-error --noproxy '*' --write-out '\n%{http_code}' "$@" "$address$path") || fail "no answer at $path"
  got=${body##*$'\n'}
  [[ $got == "$status" ]] || fail "$path was answered $got in place of $status: $body"
  printf '%s' "${body%$'\n'*}"
}

# deliver STATUS EVENT METADATA [TAMPERED]: one delivery, signed as illow signs; or signed for another body
deliver() {
  local body signature
  body=$(printf '{"companyId":"c","siteId":"s","idempotencyKey":"%s","metadata":%s}' "$RANDOM$RANDOM" "$3")
  signature=$(printf '%s' "$body" | openssl dgst -sha1 -sign "$published/private.pem" -binary | base64 -w0)
  request "$1" "/webhooks/illow/$2" --header 'Content-Type: application/json' --header "illow-signature: $signature" --data-binary "$body${4-}" >/dev/null
  echo "$1  ${4:+tampered }$2"
}

deliver 204 dsr-created '{"id":"r-1","legislation":"GDPR","dueDate":"2026-12-23"}'
deliver 204 dsr-updated '{"id":"r-1","requestStatus":"closed"}'
deliver 400 dsr-updated '{"id":1}'
deliver 401 dsr-created '{"id":"r-2"}' ' '
grep -q 'A request under GDPR, due 12/23/2026' "$output" || fail "the handler of dsr.created did not run"
grep -q 'A request is now closed' "$output" || fail "the handler of dsr.updated did not run"

document=$(request 200 /openapi/v1.json)
for part in '/webhooks/illow/dsr-created' 'illow-signature' 'idempotencyKey' 'legislation' 'requestStatus' 'ProblemDetails'; do
  grep -q -- "$part" <<<"$document" || fail "the OpenAPI document does not have $part"
done
page=$(request 200 /scalar/)
grep -qi 'scalar' <<<"$page" || fail "no Scalar page"
echo "The OpenAPI document and its page are there; $(stat --format=%s "$published/MinimalApiSample") bytes of program."
