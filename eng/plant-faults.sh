#!/usr/bin/env bash
# Plants the faults of eng/plants one at a time into a copy of the sources, and runs the test that docs/threat-model.md says notices each.
# Usage: eng/plant-faults.sh [NAME…]   NAME: of a file in eng/plants, without .plant (all of them by default)
# That they pass without a fault is what dotnet test shows. Ends with 1 where a fault goes unnoticed or cannot be planted (eng/plant.pl). Some ten minutes; needs git and Perl, and redis-server for one fault.
set -euo pipefail
cd "$(dirname "$0")/.."

names=("$@")
[[ ${#names[@]} -gt 0 ]] || names=($(basename -s .plant eng/plants/*.plant))
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard |
  while IFS= read -r -d '' file; do [[ ! -e $file ]] || printf '%s\0' "$file"; done |
  tar --null --files-from=- --create --file=- | tar --extract --directory="$copy"
plants=$PWD/eng/plants
plant=$PWD/eng/plant.pl
cd "$copy"
export ILLOW_REQUIRE_ALL=1 DOTNET_NOLOGO=1

# The planted code is judged by tests, not by analyzers
build() { dotnet build "$1" -v q -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false "${@:2}" >build.log 2>&1; }

# Ends with the runner's own code: 0 where all passed, 2 where some failed
run() {
  if [[ $2 == *.* ]]; then
    dotnet test --project "$1" --no-build --filter-method "*.$2" >test.log 2>&1
  else
    dotnet test --project "$1" --no-build --filter-class "*.$2" >test.log 2>&1
  fi
}

# The folder of the test project that has the class
project_of() {
  local folder
  folder=$(dirname "$(grep -rlE "class ${1%%.*}\b" tests --include='*.cs' | sed -n 1p)")
  while ! compgen -G "$folder/*.csproj" >/dev/null; do folder=$(dirname "$folder"); done
  echo "$folder"
}

unnoticed=0
declare -A restored
report() {
  printf '%-12s %-36s %s\n' "$1" "$2" "$3"
  [[ $1 == noticed ]] || unnoticed=$((unnoticed + 1))
}

for name in "${names[@]}"; do
  fault=$plants/$name.plant
  test=$(sed -n 's/^Noticed-by: //p' "$fault")
  project=$(project_of "$test")
  if [[ -z ${restored[$project]:-} ]]; then
    build "$project" || { cat build.log; exit 1; }
    restored[$project]=yes
  fi

  if ! file=$("$plant" --check "$fault"); then
    report "no longer" "$name" "fits"
    continue
  fi

  cp "$file" "$file.sound"
  "$plant" "$fault" >/dev/null

  code=0
  if build "$project" --no-restore; then run "$project" "$test" || code=$?; else code=build; fi
  case $code in
    2) report noticed "$name" "$test" ;;
    build) report "not built" "$name" "$(grep -m1 'error' build.log)" ;;
    0) report unnoticed "$name" "$test" ;;
    *) report "not run" "$name" "$test: the runner ended with $code" ;;
  esac
  mv "$file.sound" "$file"
  touch "$file"
done

echo "${#names[@]} faults, $unnoticed of them unnoticed"
[[ $unnoticed -eq 0 ]]
