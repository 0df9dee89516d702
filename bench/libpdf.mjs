// CPU milliseconds of each signature by @libpdf/core, the signer kept; one line of JSON in, a list out.
import { readFileSync } from "node:fs";
import { P12Signer, PDF } from "@libpdf/core";

const { paper, p12, rounds } = JSON.parse(readFileSync(0, "utf8"));
const signer = await P12Signer.create(new Uint8Array(readFileSync(p12)), "secret");
const bytes = new Uint8Array(readFileSync(paper));
const times = [];
for (let round = 0; round <= rounds; round += 1) {
  const before = process.cpuUsage();
  const pdf = await PDF.load(bytes);
  await pdf.sign({ signer });
  const { user, system } = process.cpuUsage(before);
  if (round > 0) times.push((user + system) / 1000);
}
console.log(JSON.stringify(times));
