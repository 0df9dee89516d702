// A glance at a photograph before it is sent: blur, dark, glare, a side outside. It warns; the reader decides.
// What counts as dark or burnt is the reader's own and stands on the form (`evidence/glance.py`).

/** The reader's thresholds; shares are of the picture's longer side. */
export type Bars = {
  side: number; dark: number; burnt: number; glareSide: number; glareWidth: number; besideGlare: number; rise: number; cutWords: number;
};

/** What a canvas holds: four bytes a pixel, row by row. */
export type Picture = { width: number; height: number; data: Uint8ClampedArray };

const PAPER = 0.75; // of all pixels are no lighter than the paper, as the reader has it
const BLANK = 0.8; // of its light, at least, is paper
const DEEP = 0.25; // of the paper's light, by which print is darker
const WIDEST = 40; // strokes in a line: what is wider is none
const EVERY = 3; // rows and columns: as many strokes as are needed in a third of the time
const SHARPEST = 0.2; // of all strokes are no softer than the one that is measured
const STROKES = 60; // fewer say nothing
const [TABLE, SHEET] = [0.05, 0.12]; // of a side: so little paper is none, so much is the sheet

export function glance(picture: Picture, bars: Bars): string[] {
  const grey = channel(picture);
  const paper = percentile(grey, PAPER);
  if (paper < bars.dark) return ["IMG_DARK"]; // its noise softens every edge
  const found: string[] = [];
  if (isCut(grey, picture, paper, bars)) found.push("IMG_CROPPED");
  if (hasGlare(picture, bars)) found.push("IMG_GLARE");
  if (rise(grey, picture, paper) > bars.rise * Math.max(picture.width, picture.height)) found.push("IMG_BLUR");
  return found;
}

/** The green channel, in which red ink is dark and which cameras see best. */
function channel({ data }: Picture): Uint8Array {
  const grey = new Uint8Array(data.length / 4);
  for (let at = 0; at < grey.length; at += 1) grey[at] = data[4 * at + 1];
  return grey;
}

function percentile(values: Uint8Array, share: number): number {
  const counts = new Uint32Array(256);
  for (const value of values) counts[value] += 1;
  let left = share * values.length;
  return counts.findIndex((count) => (left -= count) <= 0);
}

/** Over how many pixels the sharpest strokes of print turn from paper to ink, along rows and along columns. */
function rise(grey: Uint8Array, { width, height }: Picture, paper: number): number {
  const rows = [...Array(height).keys()].filter((line) => line % EVERY === 0);
  const columns = [...Array(width).keys()].filter((line) => line % EVERY === 0);
  const across = rows.flatMap((y) => strokes(grey, { from: y * width, step: 1, length: width }, paper));
  const down = columns.flatMap((x) => strokes(grey, { from: x, step: width, length: height }, paper));
  return Math.max(sharpest(across), sharpest(down));
}

function sharpest(found: Stroke[]): number {
  if (found.length < STROKES) return 0;
  const widths = found.map(({ depth, steepest }) => depth / steepest).sort((one, other) => one - other);
  return widths[Math.floor(SHARPEST * widths.length)];
}

/** A burnt-out patch too wide to lie between two lines, with paper around it that is not burnt out. */
function hasGlare(picture: Picture, bars: Bars): boolean {
  const small = shrunk(picture, bars.glareSide);
  const burnt = small.least.map((value) => (value >= bars.burnt ? 1 : 0));
  const sums = summed(burnt, small);
  if (sums[sums.length - 1] > burnt.length / 2) return false; // white all over: a scan, before which is no lamp
  const wide = bars.glareWidth;
  const solid = new Uint8Array(burnt.length);
  for (let y = 0; y + wide <= small.height; y += 1) {
    for (let x = 0; x + wide <= small.width; x += 1) {
      if (within(sums, small, x, y, x + wide, y + wide) === wide * wide) solid[(y + wide / 2) * small.width + x + wide / 2] = 1;
    }
  }
  const near = summed(solid, small);
  const beside: number[] = [];
  for (let y = 0; y < small.height; y += 1) {
    for (let x = 0; x < small.width; x += 1) {
      const place = y * small.width + x;
      const reach = 3 * wide;
      if (!burnt[place] && within(near, small, x - reach, y - reach, x + reach, y + reach)) beside.push(small.least[place]);
    }
  }
  return beside.length > 0 && percentile(Uint8Array.from(beside), PAPER) < bars.besideGlare;
}

type Small = { width: number; height: number; least: Uint8Array };

/** The least of the three channels, a mean of each block of pixels. */
function shrunk({ width, height, data }: Picture, side: number): Small {
  const by = Math.max(1, Math.round(Math.max(width, height) / side));
  const [wide, high] = [Math.floor(width / by), Math.floor(height / by)];
  const least = new Uint8Array(wide * high);
  for (let place = 0; place < least.length; place += 1) {
    let sum = 0;
    for (let step = 0; step < by * by; step += 1) {
      const from = 4 * ((Math.floor(place / wide) * by + Math.floor(step / by)) * width + (place % wide) * by + (step % by));
      sum += Math.min(data[from], data[from + 1], data[from + 2]);
    }
    least[place] = Math.round(sum / (by * by));
  }
  return { width: wide, height: high, least };
}

/** Sums of all that lies above and to the left, one row and column more than the picture has. */
function summed(marks: Uint8Array, { width, height }: Small): Uint32Array {
  const sums = new Uint32Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let row = 0;
    for (let x = 0; x < width; x += 1) {
      row += marks[y * width + x];
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
    }
  }
  return sums;
}

function within(sums: Uint32Array, { width, height }: Small, left: number, top: number, right: number, bottom: number): number {
  const [x, y, u, v] = [Math.max(0, left), Math.max(0, top), Math.min(width, right), Math.min(height, bottom)];
  const row = width + 1;
  return sums[v * row + u] - sums[y * row + u] - sums[v * row + x] + sums[y * row + x];
}

/** Words run over a side, or the sheet does while the table is seen beyond others. */
function isCut(grey: Uint8Array, { width, height }: Picture, paper: number, bars: Bars): boolean {
  const [last, under] = [width - 1, (height - 1) * width];
  const sides: Line[] = [
    { from: 0, step: 1, length: width }, { from: under, step: 1, length: width },
    { from: 0, step: width, length: height }, { from: last, step: width, length: height },
  ];
  if (sides.some((side) => strokes(grey, side, paper).length >= bars.cutWords)) return true;
  const blank = sides.map((side) => share(grey, side, paper));
  return blank.filter((seen) => seen < TABLE).length >= 2 && blank.some((seen) => seen > SHEET);
}

/** Which part of a line is as light as the paper. */
function share(grey: Uint8Array, { from, step, length }: Line, paper: number): number {
  let light = 0;
  for (let place = 0; place < length; place += 1) if (grey[from + place * step] >= BLANK * paper) light += 1;
  return light / length;
}

type Line = { from: number; step: number; length: number };
type Stroke = { depth: number; steepest: number };

/** The strokes of ink on a line of pixels, with paper on both sides of each. */
function strokes(grey: Uint8Array, { from, step, length }: Line, paper: number): Stroke[] {
  const found: Stroke[] = [];
  let since = -1; // the place of the last pixel of paper
  for (let place = 0; place < length; place += 1) {
    if (grey[from + place * step] < BLANK * paper) continue;
    if (since >= 0 && place - since > 1 && place - since < length / WIDEST) {
      const one = stroke(grey, from + since * step, from + place * step, step);
      if (one.depth > DEEP * paper) found.push(one);
    }
    since = place;
  }
  return found;
}

function stroke(grey: Uint8Array, first: number, last: number, step: number): Stroke {
  let [darkest, steepest] = [255, 1];
  for (let at = first; at <= last; at += step) {
    darkest = Math.min(darkest, grey[at]);
    if (at > first) steepest = Math.max(steepest, Math.abs(grey[at] - grey[at - step]));
  }
  return { depth: Math.max(grey[first], grey[last]) - darkest, steepest };
}
