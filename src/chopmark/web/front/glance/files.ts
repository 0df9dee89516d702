// The files of a form as pictures, for a glance at each.
import { type Bars, glance, type Picture } from "./glance";

/** What a glance at any of them finds; what no browser can open is left to the reader. */
export async function troublesOf(files: File[], told: string): Promise<string[]> {
  const bars = JSON.parse(told) as Bars;
  const pictures = files.filter((file) => file.type.startsWith("image/"));
  const found = await Promise.all(pictures.map((file) => opened(file, bars.side).then((one) => glance(one, bars)).catch(() => [])));
  return [...new Set(found.flat())];
}

async function opened(file: File, side: number): Promise<Picture> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  const pen = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  pen.imageSmoothingQuality = "high"; // a coarse one would sharpen what is soft
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
