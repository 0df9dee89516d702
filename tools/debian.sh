#!/bin/sh
# A command for the tests: the system's, else the one of a Debian package unpacked into .cache.
# Needs no root: nothing is installed outside this checkout. Prints how to call it.
# usage: tools/debian.sh PACKAGE COMMAND [MORE_PACKAGES...]
set -eu
cd "$(dirname "$0")/.."
package="$1" name="$2"
shift 2

wanted() {  # the package, those it is asked with, and whatever it needs that the system lacks
  printf '%s\n' "$package" "$@"
  for one in $(apt-cache $own depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "$package" | grep '^[a-z0-9]' | sort -u); do
    [ "$one" = "$package" ] || dpkg -s "$one" >/dev/null 2>&1 || echo "$one"
  done
}

if command -v "$name" >/dev/null 2>&1; then command -v "$name"; exit 0; fi
into=".cache/$package"
if [ ! -e "$into/.unpacked" ]; then
  command -v apt-get >/dev/null 2>&1 && command -v dpkg >/dev/null 2>&1 || {
    echo "No $name on this machine. Install it (on Debian the package $package) and run this again." >&2; exit 2; }
  echo "No $name on this machine: unpacking Debian's $package into $into (about 20 MB to fetch)." >&2
  rm -rf "$into" && mkdir -p "$into/debs" "$into/root" "$into/lists/partial" "$into/apt/archives/partial"
  own=""  # a machine without package lists gets them in this folder too
  apt-cache show "$package" >/dev/null 2>&1 || own="-o Dir::State::lists=$PWD/$into/lists -o Dir::Cache=$PWD/$into/apt"
  { [ -z "$own" ] || apt-get -qq $own update >&2; } && missing=$(wanted "$@") && (cd "$into/debs" && apt-get -qq -o APT::Sandbox::User=root $own download $missing >/dev/null) || {
    echo "$name could not be fetched. Install $package and run this again." >&2; exit 2; }
  for deb in "$into"/debs/*.deb; do dpkg -x "$deb" "$into/root"; done
  rm -rf "$into/debs" "$into/lists" "$into/apt"
  touch "$into/.unpacked"
fi
if [ ! -x "$into/$name" ]; then
  cat > "$into/$name" <<SCRIPT
#!/bin/sh
# The unpacked $name with the libraries beside it.
root=\$(cd "\$(dirname "\$0")/root" && pwd)
for folder in "\$root"/usr/lib/*-linux-*; do LD_LIBRARY_PATH="\$folder:\$folder/nss\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"; done
for folder in "\$root"/usr/share/tesseract-ocr/*/tessdata; do [ ! -d "\$folder" ] || export TESSDATA_PREFIX="\$folder"; done
export LD_LIBRARY_PATH
exec "\$root/usr/bin/$name" "\$@"
SCRIPT
  chmod +x "$into/$name"
fi
echo "$PWD/$into/$name"
