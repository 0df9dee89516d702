#!/bin/sh
# A second opinion on PDF signatures for the tests: the system's pdfsig, else Debian's package unpacked into .cache.
# Needs no root: nothing is installed outside this checkout. Prints how to call pdfsig.
set -eu
cd "$(dirname "$0")/.."

wanted() {  # poppler-utils and whatever it needs that the system lacks
  echo poppler-utils
  for name in $(apt-cache $own depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances poppler-utils | grep '^[a-z0-9]' | sort -u); do
    [ "$name" = poppler-utils ] || dpkg -s "$name" >/dev/null 2>&1 || echo "$name"
  done
}

if command -v pdfsig >/dev/null 2>&1; then command -v pdfsig; exit 0; fi
into=.cache/pdfsig
if [ ! -x "$into/pdfsig" ]; then
  command -v apt-get >/dev/null 2>&1 && command -v dpkg >/dev/null 2>&1 || {
    echo "No pdfsig on this machine. Install it (macOS: brew install poppler; else your poppler-utils) and run make test again." >&2
    exit 2; }
  echo "No pdfsig on this machine: unpacking Debian's poppler-utils into $into (about 20 MB to fetch)." >&2
  rm -rf "$into" && mkdir -p "$into/debs" "$into/root" "$into/lists/partial" "$into/apt/archives/partial"
  own=""  # a machine without package lists gets them in this folder too
  apt-cache show poppler-utils >/dev/null 2>&1 || own="-o Dir::State::lists=$PWD/$into/lists -o Dir::Cache=$PWD/$into/apt"
  { [ -z "$own" ] || apt-get -qq $own update >&2; } && missing=$(wanted) && (cd "$into/debs" && apt-get -qq -o APT::Sandbox::User=root $own download $missing >/dev/null) || {
    echo "pdfsig could not be fetched. Install poppler-utils and run make test again." >&2; exit 2; }
  for deb in "$into"/debs/*.deb; do dpkg -x "$deb" "$into/root"; done
  rm -rf "$into/debs" "$into/lists" "$into/apt"
  cat > "$into/pdfsig" <<'SCRIPT'
#!/bin/sh
# The unpacked pdfsig with the libraries beside it.
root=$(cd "$(dirname "$0")/root" && pwd)
for folder in "$root"/usr/lib/*-linux-*; do LD_LIBRARY_PATH="$folder:$folder/nss${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"; done
export LD_LIBRARY_PATH
exec "$root/usr/bin/pdfsig" "$@"
SCRIPT
  chmod +x "$into/pdfsig"
fi
echo "$PWD/$into/pdfsig"
