// The camera page: shows the movements that the server chose and sends what the camera saw.
// It decides nothing: the server judges the pictures.

const SIDE = 480; // longest side of a frame, enough for a face and small enough for a slow line
const EVERY_MS = 400; // how often a frame is kept while a movement is asked for
const PATIENCE_MS = 10_000; // how long a camera may take to show its first picture
const SENDS = 4; // tries over a bad line; the server takes the pictures once
const DARK = 45; // mean brightness below which a face cannot be told, of 255

type Words = Record<string, string>;

function wordsOf(root: HTMLElement): Words {
  const words: Words = {};
  for (const { name, value } of Array.from(root.querySelector("[data-words]")?.attributes ?? [])) {
    if (name.startsWith("data-text-")) words[name.slice("data-text-".length)] = value;
  }
  return words;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => window.setTimeout(resolve, ms));

function draw(video: HTMLVideoElement, canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const scale = SIDE / Math.max(video.videoWidth, video.videoHeight, 1);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  const pen = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  pen.drawImage(video, 0, 0, canvas.width, canvas.height);
  return pen;
}

function brightness(pen: CanvasRenderingContext2D): number {
  const { data } = pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
  let sum = 0;
  let count = 0;
  for (let at = 0; at < data.length; at += 64, count += 1) sum += (data[at] + data[at + 1] + data[at + 2]) / 3;
  return sum / Math.max(count, 1);
}

/** At once: `toBlob` waits for an idle moment, and on a busy phone each picture would cost a second. */
function toJpeg(canvas: HTMLCanvasElement): Blob {
  const [, encoded] = canvas.toDataURL("image/jpeg", 0.85).split(",");
  if (!encoded) throw new Error("no picture");
  return new Blob([Uint8Array.from(window.atob(encoded), (letter) => letter.charCodeAt(0))], { type: "image/jpeg" });
}

class CameraPage {
  private readonly words: Words;
  private readonly video: HTMLVideoElement;
  private readonly canvas = document.createElement("canvas");
  private readonly frames: Blob[] = [];

  constructor(private readonly root: HTMLElement) {
    this.words = wordsOf(root);
    this.video = root.querySelector("video") as HTMLVideoElement;
  }

  async run(): Promise<void> {
    if (!navigator.mediaDevices?.getUserMedia) return this.offerCapture(this.words.none);
    try {
      this.video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" }, audio: false });
      await this.video.play();
    } catch {
      return this.offerCapture(this.words.denied);
    }
    await this.firstPicture();
    const movements = (this.root.dataset.movements ?? "").split(",");
    const [before, ...counts] = (this.root.dataset.counts ?? "").split(",").map(Number);
    await this.ask("centre", before);
    for (const [place, movement] of movements.entries()) {
      await this.ask(movement, counts[place], place + 1, movements.length);
    }
    delete this.root.dataset.asked;
    this.say("prompt", this.words.sending);
    await this.send();
  }

  /** Some cameras play before they have a size. */
  private async firstPicture(): Promise<void> {
    for (let waited = 0; !this.video.videoWidth; waited += 100) {
      if (waited >= PATIENCE_MS) throw new Error("no picture");
      await sleep(100);
    }
  }

  /** Whatever went wrong, nobody is left before a page that does not move. */
  giveUp(): void {
    this.say("prompt", this.words.failed);
    this.root.querySelector("[data-again]")?.classList.remove("cm-hidden");
  }

  /** Browsers without a camera for pages take pictures through a file field. */
  private offerCapture(reason: string): void {
    this.say("prompt", reason);
    this.root.querySelector("[data-capture]")?.classList.remove("cm-hidden");
  }

  /** What is asked stands on the page for whoever moves a camera made of pictures, as our own tests do. */
  private async ask(movement: string, frames: number, place = 0, all = 0): Promise<void> {
    this.root.dataset.asked = movement;
    this.say("prompt", this.words[movement]);
    if (place) this.say("count", this.words.count.replace("%n", String(place)).replace("%m", String(all)));
    for (let kept = 0; kept < frames; kept += 1) {
      await sleep(EVERY_MS);
      const pen = draw(this.video, this.canvas);
      this.say("state", brightness(pen) < DARK ? this.words.dark : this.words.good);
      this.frames.push(toJpeg(this.canvas));
    }
  }

  private async send(): Promise<void> {
    const form = new FormData();
    form.append("nonce", this.root.dataset.nonce ?? "");
    form.append("csrfmiddlewaretoken", this.root.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
    this.frames.forEach((frame, number) => form.append("frame", frame, `${number}.jpg`));
    (this.video.srcObject as MediaStream).getTracks().forEach((track) => track.stop());
    const answer = await this.post(form);
    const told = (await answer.json().catch(() => ({}))) as { next?: string };
    window.location.assign(told.next ?? window.location.href);
  }

  private async post(form: FormData, left = SENDS): Promise<Response> {
    try {
      return await fetch(this.root.dataset.action ?? "", { method: "POST", body: form, credentials: "same-origin" });
    } catch (trouble) {
      if (left <= 1) throw trouble;
      await sleep(2_000);
      return this.post(form, left - 1);
    }
  }

  private say(part: string, text: string): void {
    const place = this.root.querySelector(`[data-${part}]`);
    if (place && place.textContent !== text) place.textContent = text;
  }
}

document.querySelectorAll<HTMLElement>("[data-camera]").forEach((root) => {
  const page = new CameraPage(root);
  page.run().catch(() => page.giveUp());
});
