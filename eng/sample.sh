# Sourced: starts samples/MvcSample on a free port as a newcomer does, and ends it with the script that sourced this.
# Sets $port and $output, the file that holds what it prints.

port=$(for candidate in $(shuf -i 20000-29999 -n 20); do
  (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null || { echo "$candidate"; break; }
done)
output=$(mktemp)
sample=

# A process group of its own, so that what dotnet run starts ends with it
finish() {
  if [[ -n $sample ]]; then
    kill -- -"$sample" 2>/dev/null || true
    wait "$sample" 2>/dev/null || true
  fi
  rm -f "$output"
}
trap finish EXIT

fail() {
  echo "The sample: $1" >&2
  cat "$output" >&2
  exit 1
}

# start_sample [options of dotnet run]: returns when the sample listens and its demo is over
start_sample() {
  set -m
  dotnet run --project samples/MvcSample "$@" -- --urls "http://127.0.0.1:$port" >"$output" 2>&1 &
  sample=$!
  set +m
  for _ in $(seq 120); do
    grep -q '^Listening for more' "$output" && return
    kill -0 "$sample" 2>/dev/null || fail "it ended early"
    sleep 1
  done
}
