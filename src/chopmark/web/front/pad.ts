// The signature pad: draws what a finger writes and keeps the points. The server draws the picture that counts.

type Point = [number, number];

const INK = "#1b1f24"; // ink of the look, on white in both themes, as on paper
const LEAST_STEP = 0.004; // of the pad: nearer points say nothing new

class Pad {
  private readonly canvas: HTMLCanvasElement;
  private readonly pen: CanvasRenderingContext2D;
  private readonly kept: HTMLInputElement;
  private strokes: Point[][] = [];

  constructor(form: HTMLFormElement) {
    this.canvas = form.querySelector("canvas") as HTMLCanvasElement;
    this.pen = this.canvas.getContext("2d") as CanvasRenderingContext2D;
    this.kept = form.querySelector("[name=strokes]") as HTMLInputElement;
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    form.querySelector("[data-pad-clear]")?.addEventListener("click", () => this.show([]));
    this.show(this.remembered());
  }

  /** What was written before an error came back is still there. */
  private remembered(): Point[][] {
    try {
      return JSON.parse(this.kept.value || "[]") as Point[][];
    } catch {
      return [];
    }
  }

  private begin(event: PointerEvent): void {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.strokes.push([this.at(event)]);
    this.draw();
  }

  private move(event: PointerEvent): void {
    if (!this.canvas.hasPointerCapture(event.pointerId)) return;
    const stroke = this.strokes[this.strokes.length - 1];
    const [point, before] = [this.at(event), stroke[stroke.length - 1]];
    if (Math.hypot(point[0] - before[0], point[1] - before[1]) < LEAST_STEP) return;
    stroke.push(point);
    this.draw();
  }

  private at(event: PointerEvent): Point {
    const box = this.canvas.getBoundingClientRect();
    const share = (value: number): number => Math.round(Math.min(Math.max(value, 0), 1) * 10000) / 10000;
    return [share((event.clientX - box.left) / box.width), share((event.clientY - box.top) / box.height)];
  }

  private show(strokes: Point[][]): void {
    this.strokes = strokes;
    this.draw();
  }

  private draw(): void {
    const { width, height } = this.canvas;
    this.kept.value = this.strokes.length ? JSON.stringify(this.strokes) : "";
    this.pen.clearRect(0, 0, width, height);
    Object.assign(this.pen, { strokeStyle: INK, lineWidth: 9, lineCap: "round", lineJoin: "round" });
    for (const stroke of this.strokes) {
      this.pen.beginPath();
      this.pen.moveTo(stroke[0][0] * width, stroke[0][1] * height);
      for (const [x, y] of stroke.concat([stroke[stroke.length - 1]])) this.pen.lineTo(x * width, y * height);
      this.pen.stroke();
    }
  }
}

document.querySelectorAll<HTMLFormElement>("form[data-pad]").forEach((form) => new Pad(form));
