#!/usr/bin/env bash
# In a workflow: puts GitHub's token where the clients of Azure look for one, so that Pulumi can open its state.
# It says which workflow of which repository this is, is made out to Entra ID alone, and lives for minutes.
set -euo pipefail
: "${ACTIONS_ID_TOKEN_REQUEST_URL:?expected from a job with permissions: id-token: write}"
: "${RUNNER_TEMP:?expected from GitHub}" "${GITHUB_ENV:?expected from GitHub}"

file="$RUNNER_TEMP/github-token"
umask 077
curl --silent --show-error --fail --retry 3 \
  --header "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \
  "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=api://AzureADTokenExchange" |
  python3 -c 'import json, sys; sys.stdout.write(json.load(sys.stdin)["value"])' >"$file"
echo "AZURE_FEDERATED_TOKEN_FILE=$file" >>"$GITHUB_ENV"
