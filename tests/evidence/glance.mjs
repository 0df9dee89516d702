// What the page would warn of: reads {"bars", "pictures": [{"path", "width", "height"}]}, says a list of codes for each.
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..", "..");
const asked = JSON.parse(readFileSync(0, "utf8"));
const built = await build({
  entryPoints: [join(root, "src", "chopmark", "web", "front", "glance", "glance.ts")],
  bundle: true, format: "esm", write: false, target: "es2020",
});
const { glance } = await import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].contents).toString("base64")}`);
const said = asked.pictures.map(({ path, width, height }) =>
  glance({ width, height, data: new Uint8ClampedArray(readFileSync(path)) }, asked.bars),
);
console.log(JSON.stringify(said));
