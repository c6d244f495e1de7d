#!/usr/bin/env bash
# Installs code-server (VS Code in the browser) without lifecycle scripts, then builds the native modules it loads.
set -euo pipefail
version=4.100.3
folder=$(realpath -m "$1")
if [ -f "$folder/ready-$version" ]; then exit 0; fi
rm -rf "$folder"; mkdir -p "$folder"; cd "$folder"
echo '{"private":true}' >package.json
npm install "code-server@$version" --ignore-scripts --no-audit --no-fund
npm_config_build_from_source=true npm rebuild argon2
cd node_modules/code-server/lib/vscode
npm install --ignore-scripts --omit=dev --no-audit --no-fund
headers=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
gyp="$(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js"
for module in @vscode/spdlog native-watchdog node-pty; do
    (cd "node_modules/$module" && node "$gyp" rebuild --nodedir="$headers")
done
mkdir -p node_modules/@vscode/ripgrep/bin
ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
ln -sfn node_modules node_modules.asar
ln -sf code-linux.sh bin/remote-cli/code-server
ln -sf browser-linux.sh bin/helpers/browser.sh
touch "$folder/ready-$version"
