// Builds what browsers load: one style sheet, small scripts, and a sprite of the icons that templates name.
import { build } from "esbuild";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const out = join(root, "build", "front");
const source = join(root, "src", "chopmark");
const icons = join(root, "node_modules", "@tabler", "icons", "icons", "outline");

function filesBelow(folder, ending) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function namedIcons() {
  const names = new Set();
  for (const file of [...filesBelow(source, ".html"), ...filesBelow(source, ".py")]) {
    for (const match of readFileSync(file, "utf8").matchAll(/\bicon[ (=]+["']([a-z0-9-]+)["']/g)) names.add(match[1]);
  }
  return [...names].sort();
}

function symbol(name) {
  const drawn = readFileSync(join(icons, `${name}.svg`), "utf8");
  const paths = drawn.slice(drawn.indexOf(">", drawn.indexOf("<svg")) + 1, drawn.lastIndexOf("</svg>"));
  const visible = paths.replace(/<path stroke="none"[^>]*\/>/g, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">${visible}</symbol>`;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const front = join(source, "web", "front");
const scripts = readdirSync(front).filter((name) => name.endsWith(".ts"));
await build({
  entryPoints: [join(front, "chopmark.css"), ...scripts.map((name) => join(front, name))],
  outdir: out, bundle: true, minify: true, target: ["es2020", "chrome80", "safari14.1", "firefox80"],
  logLevel: "warning", legalComments: "none", nodePaths: [join(root, "node_modules")],
});
const names = namedIcons();
writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${names.map(symbol).join("")}</svg>\n`);
console.log(`front: ${scripts.length} scripts, ${names.length} icons`);
