#!/usr/bin/env bash
# Packs the extension with the server of a finished build: package.sh BUILD_FOLDER OUTPUT.vsix
set -euo pipefail
build=$(realpath "$1"); output=$(realpath -m "$2")
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(realpath ../..)

[ -d node_modules/.bin ] || npm ci --ignore-scripts --no-audit --no-fund >/dev/null

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64)  target=linux-x64 ;;
    Linux-aarch64) target=linux-arm64 ;;
    *) echo "package.sh: no server is built for $(uname -s) $(uname -m)" >&2; exit 1 ;;
esac

# The layout that `evident` knows when it is installed: bin, lib/evident, share/evident.
rm -rf server examples out
mkdir -p server/bin server/lib/evident server/share/evident
strip -o server/bin/evident "$build/bin/evident"
chmod 755 server/bin/evident
for library in lib/evident-backend.so runtime/libevd_runtime.a runtime/libevd_host.a; do
    if [ -f "$build/$library" ]; then strip --strip-debug -o "server/lib/evident/$(basename "$library")" "$build/$library"
    else echo "package.sh: $library is not built; the packed server checks and runs specs but builds no programs" >&2; fi
done
mkdir -p server/share/evident/stdlib && cp "$root"/stdlib/*.evd server/share/evident/stdlib
cp -r "$root/docs/diagnostics" server/share/evident/diagnostics
mkdir -p server/share/evident/include
cp "$root"/runtime/evident.h* server/share/evident/include/
for example in "$root"/examples/*/; do
    mkdir -p "examples/$(basename "$example")"
    cp "$example"*.evd "$example"*.toml "$example"README.md "examples/$(basename "$example")/" 2>/dev/null || true
done

node scripts/build.mjs --production
npx --no-install tsc --noEmit
mkdir -p "$(dirname "$output")"
node scripts/readme.mjs out/page.markdown
npx --no-install vsce package --no-dependencies --allow-missing-repository --no-rewrite-relative-links \
    --readme-path out/page.markdown --target "$target" -o "$output" >/dev/null
echo "$output: $(du -h "$output" | cut -f1)"
