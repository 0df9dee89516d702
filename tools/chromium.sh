#!/bin/sh
# A headless Chromium for Linux x86_64 from an npm package (MIT; Chromium is BSD), for one who may not install any.
# It asks for nothing but glibc, while a browser that Playwright fetches wants libraries that only root can install.
set -eu
cd "$(dirname "$0")/.."
package=@sparticuz/chromium@153.0.0
digest=8e2196a92bcf31dbb8f8ff538a562a011ef21063c41c8371fa50af13f36a34ef\
c41d8cc5ff1d615222394fa8a8548b7b744cbb9fcf1bcb24f4be4f9d9ec810c0  # SHA-512 of the packed package
draft=build/chromium-draft
rm -rf "$draft" && mkdir -p "$draft"
tools/node.sh npm pack "$package" --silent --pack-destination "$draft" >/dev/null
echo "$digest  $(echo "$draft"/*.tgz)" | sha512sum --check --status
tar -xzf "$draft"/*.tgz -C "$draft"
tools/node.sh node -e '
  const { brotliDecompressSync } = require("node:zlib"), { readFileSync, writeFileSync } = require("node:fs");
  for (const name of ["chromium", "al2023.tar"])
    writeFileSync(process.argv[1] + "/" + name, brotliDecompressSync(readFileSync(process.argv[1] + "/package/bin/" + name + ".br")));
' "$draft"
tar -xf "$draft/al2023.tar" -C "$draft"
mv "$draft/chromium" "$draft/headless"
printf '%s\n' '#!/bin/sh' 'here=$(dirname "$0")' 'LD_LIBRARY_PATH="$here/lib" exec "$here/headless" "$@"' > "$draft/chromium"
chmod +x "$draft/headless" "$draft/chromium"
rm -rf "$draft/package" "$draft"/*.tgz "$draft/al2023.tar" build/chromium
"$draft/chromium" --version
mv "$draft" build/chromium
