// Signs a PDF with @libpdf/core: reads one line of JSON a task from stdin, writes the file that it names.
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { P12Signer, PDF } from "@libpdf/core";

for await (const line of createInterface({ input: process.stdin })) {
  const { from, to, p12, times, options } = JSON.parse(line);
  const signer = await P12Signer.create(new Uint8Array(readFileSync(p12)), "secret");
  let bytes = new Uint8Array(readFileSync(from));
  for (let time = 0; time < times; time += 1) {
    const pdf = await PDF.load(bytes);
    bytes = (await pdf.sign({ ...options, signer, reason: `time ${time + 1}` })).bytes;
  }
  writeFileSync(to, bytes);
}
