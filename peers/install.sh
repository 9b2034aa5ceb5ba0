#!/usr/bin/env bash
# `npm run peers`: installs what tests run against or through and what is no part of the product. Four minutes or
# five the first time, most of it compiling; seconds afterwards. Needs Go, and Python for the schemas.
# `npm run peers -- spark` installs Spark alone, for `npm run test:spark`. Needs Python 3.11 or later, and Java 17.
set -euo pipefail
cd "$(dirname "$0")"

cache="$(cd .. && pwd)/node_modules/.cache/peers"
mkdir -p "$cache"
export PATH="$PATH:/usr/local/go/bin"

needs_go() {
  if ! command -v go >/dev/null; then
    echo "$1: needs Go 1.26 or later to be compiled: install it, then run this again" >&2
    exit 1
  fi
}

# program <name> <module> <version>: compiled by Go, once for each version.
program() {
  if [ "$(cat "$cache/$1.version" 2>/dev/null)" = "$3" ] && [ -x "$cache/$1" ]; then
    echo "$1 $3: there already"
    return
  fi
  needs_go "$1"
  # Outside the tree, or go looks for a module of ours.
  (cd "$cache" && GOBIN="$cache" GOFLAGS=-buildvcs=false go install "$2@$3")
  echo "$3" >"$cache/$1.version"
  echo "$1 $3: installed"
}

# kubectl comes from its maintainers as a library; these lines are the program around it.
kubectl() {
  local version=$1 into="$cache/kubectl.module"
  if [ "$(cat "$cache/kubectl.version" 2>/dev/null)" = "$version" ] && [ -x "$cache/kubectl" ]; then
    echo "kubectl $version: there already"
    return
  fi
  needs_go kubectl
  rm -rf "$into"
  mkdir "$into"
  cat >"$into/main.go" <<'GO'
package main

import (
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

func main() { util.CheckErr(cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand())) }
GO
  (cd "$into" && go mod init kubectl && go get "k8s.io/kubectl@$version" "k8s.io/component-base@$version" && go mod tidy \
    && go build -buildvcs=false -o "$cache/kubectl" .) >"$into.log" 2>&1 || { cat "$into.log" >&2; exit 1; }
  rm -rf "$into" "$into.log"
  echo "$version" >"$cache/kubectl.version"
  echo "kubectl $version: installed"
}

# The schemas of Kubernetes, which the Python package kubernetes-validate carries for each version of it.
schemas() {
  local package=$1 kubernetes=$2 into="$cache/kubernetes-schemas"
  if [ "$(cat "$into.version" 2>/dev/null)" = "$package $kubernetes" ]; then
    echo "schemas of Kubernetes $kubernetes: there already"
    return
  fi
  if ! command -v python3 >/dev/null || ! python3 -m pip --version >/dev/null 2>&1; then
    echo "schemas of Kubernetes: need Python 3 with pip: install them, then run this again" >&2
    exit 1
  fi
  rm -rf "$into" "$into.wheel"
  python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$into.wheel" "kubernetes-validate==$package"
  python3 - "$into.wheel" "$into" "v$kubernetes-local-strict" <<'PYTHON'
import glob, json, os, sys, zipfile
wheel, into, version = sys.argv[1:]
folder = f"kubernetes_validate/kubernetes-json-schema/{version}/"
os.makedirs(into)
with zipfile.ZipFile(glob.glob(f"{wheel}/*.whl")[0]) as archive:
    for name in archive.namelist():
        if name.startswith(folder) and name != folder:
            # They name each other from the root of a server, and carry its address; here they lie in one folder.
            schema = json.loads(archive.read(name).replace(b"/api/_definitions.json", b"_definitions.json"))
            schema.pop("$id", None)
            with open(os.path.join(into, os.path.basename(name)), "w") as out:
                json.dump(schema, out)
PYTHON
  rm -rf "$into.wheel"
  echo "$package $kubernetes" >"$into.version"
  echo "schemas of Kubernetes $kubernetes: installed"
}

# Spark as its Python package brings it, in an environment of its own; the sums are in the requirements.
spark() {
  local into="$cache/spark" wanted
  wanted="$(cksum <spark-requirements.txt)"
  if [ "$(cat "$into.version" 2>/dev/null)" = "$wanted" ] && [ -x "$into/bin/python" ]; then
    echo "Spark: there already"
    return
  fi
  if ! command -v java >/dev/null; then
    echo "Spark: needs Java 17 to run: install it, then run this again" >&2
    exit 1
  fi
  rm -rf "$into"
  python3 -m venv "$into"
  "$into/bin/python" -m pip install --quiet --require-hashes --requirement spark-requirements.txt
  echo "$wanted" >"$into.version"
  echo "Spark: installed"
}

if [ "${1:-}" = spark ]; then
  spark
  exit
fi
npm ci --no-audit --no-fund
program fake-gcs-server github.com/fsouza/fake-gcs-server v1.56.1
program actionlint github.com/rhysd/actionlint/cmd/actionlint v1.7.12
program kubeconform github.com/yannh/kubeconform/cmd/kubeconform v0.8.0
kubectl v0.34.2
schemas 1.37.0 1.34.0
