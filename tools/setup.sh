#!/bin/sh
# Sets up everything that `make run` and `make test` need, from package names only. Safe to run again.
# usage: tools/setup.sh run|test
set -eu
cd "$(dirname "$0")/.."
want="${1:-run}"
export LC_ALL=C.UTF-8 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUTF8=1

python=""
for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
  if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python="$name"; break
  fi
done
[ -n "$python" ] || { echo "Chopmark needs Python 3.11 or later; none was found."; exit 2; }

requirements=requirements.txt
[ "$want" = test ] && requirements=requirements-dev.txt
stamp=".venv/.installed-$want"
fresh=$(cat requirements.txt requirements-dev.txt package-lock.json pyproject.toml tools/setup.sh | cksum)
installed=no
for done in "$stamp" .venv/.installed-test; do  # what is enough for the tests is enough to run
  [ "$(cat "$done" 2>/dev/null || true)" = "$fresh" ] && installed=yes
done

if [ "$installed" = no ]; then
  echo "Setting up Chopmark. It fetches Python packages (about 400 MB, 1.2 GB unpacked), from npm the look"
  echo "and the fonts (about 180 MB, 340 MB unpacked), and keeps all of it in this folder."
  if [ ! -x .venv/bin/python ]; then
    "$python" -m venv .venv 2>/dev/null || {
      rm -rf .venv
      echo "This Python cannot make virtual environments. On Debian: apt-get install python3-venv"; exit 2; }
  fi
  echo "1/4 Python packages"
  if command -v uv >/dev/null 2>&1; then
    uv pip install -q --python .venv/bin/python --require-hashes -r "$requirements"
  else
    .venv/bin/python -m pip install -q --progress-bar on --require-hashes -r "$requirements"
  fi
  # This one of the models of faces may not be used commercially, and nothing of ours opens it.
  rm -f .venv/lib/python*/site-packages/face_recognition_models/models/shape_predictor_68_face_landmarks.dat
  echo "$PWD/src" > "$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')/chopmark.pth"
  cat > .venv/bin/chopmark <<SCRIPT
#!/bin/sh
exec "$PWD/.venv/bin/python" -m chopmark.cli.main "\$@"
SCRIPT
  chmod +x .venv/bin/chopmark
  echo "2/4 look, icons and fonts"
  tools/node.sh npm ci --no-audit --no-fund --loglevel=error --ignore-scripts
  echo "3/4 words and front end"
  build=yes
fi
if [ "${build:-}" = yes ] || [ -n "$(find src tools -newer build/.made \( -name '*.po' -o -name '*.html' -o -name '*.css' -o -name '*.ts' -o -name '*.mjs' \) 2>/dev/null | head -n 1)" ] || [ ! -e build/.made ]; then
  .venv/bin/python tools/words.py
  tools/node.sh node tools/front.mjs
  CHOPMARK_HOME="$PWD/build/home" DJANGO_SETTINGS_MODULE=chopmark.config.settings \
    .venv/bin/python -m django collectstatic --noinput --clear -v 0
  touch build/.made
fi
if [ "$want" = test ]; then tools/browser.sh; tools/debian.sh poppler-utils pdfsig >/dev/null; fi
if [ "$installed" = no ]; then echo "4/4 done"; echo "$fresh" > "$stamp"; fi
