#!/usr/bin/env bash
# Fuzzes one target for some seconds, guided by coverage, from the committed corpus on.
# Usage: eng/fuzz.sh header|key|envelope|pipeline SECONDS [burst|afl] [SEED]
#   burst  in one process: tens of thousands of runs a second (the default)
#   afl    by afl-fuzz (Debian: apt-get install afl++), which is slower and has its own strategies
# Findings, and what was added to the corpus, are left in artifacts/fuzz/TARGET; ends with 1 where there are findings.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$1 seconds=$2 mode=${3:-burst} seed=${4:-$RANDOM}
bin=artifacts/fuzz/bin output=artifacts/fuzz/$target

# Instrumented once for each build: publishing again replaces what the tool has changed
dotnet tool restore >/dev/null
rm -rf "$bin"
dotnet publish -c Release -o "$bin" -v q --nologo fuzz/Illow.AspNetCore.Fuzz
dotnet sharpfuzz "$bin/Illow.AspNetCore.dll"

mkdir -p "$output"
case $mode in
  burst)
    nice -n 19 dotnet "$bin/Illow.AspNetCore.Fuzz.dll" "$target" burst "$seconds" "$seed" "fuzz/Corpus/$target" "$output"
    ;;
  afl)
    export AFL_SKIP_BIN_CHECK=1 AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
    nice -n 19 afl-fuzz -V "$seconds" -t 10000 -m none -i "fuzz/Corpus/$target" -o "$output/afl" -- dotnet "$bin/Illow.AspNetCore.Fuzz.dll" "$target" afl
    if compgen -G "$output/afl/default/crashes/id*" >/dev/null; then
      exit 1
    fi
    ;;
  *)
    echo "no such mode: $mode" >&2
    exit 2
    ;;
esac
