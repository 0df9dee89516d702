// Small comforts on every page; each page works without them.
import { troublesOf } from "./glance/files";

/** A form that was sent once is not sent again by a second press; it wakes up when the page is shown again. */
function sendOnce(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent === "yes") {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 8000);
  });
}

/** The last digit of a code sends the form. */
function sendWhenFull(input: HTMLInputElement): void {
  input.addEventListener("input", () => {
    const digits = input.value.replace(/\D/g, "");
    if (digits !== input.value) input.value = digits;
    if (digits.length === Number(input.maxLength) && input.form && input.form.checkValidity()) input.form.requestSubmit();
  });
}

/** Seconds until a further code may be asked for. */
function countDown(button: HTMLButtonElement): void {
  let seconds = Number(button.dataset.wait ?? "0");
  const ready = button.textContent ?? "";
  const tick = (): void => {
    button.disabled = seconds > 0;
    button.textContent = seconds > 0 ? (button.dataset.waiting ?? "").replace("%s", String(seconds)) : ready;
    if (seconds-- > 0) window.setTimeout(tick, 1000);
  };
  tick();
}

/** A page that is pressed is as wide as there is room; the server is told how wide it was. */
function fitPage(page: HTMLElement): void {
  const picture = page.querySelector<HTMLInputElement>("input[type=image]");
  const told = document.querySelector<HTMLInputElement>("input[name=shown]");
  if (!picture || !told || !page.parentElement) return;
  const natural = Number(told.value);
  const frame = page.parentElement;
  const fit = (): void => {
    const width = Math.min(natural, frame.clientWidth);
    page.style.width = `${width}px`;
    told.value = String(width);
  };
  fit();
  window.addEventListener("resize", fit);
}

/** A form that sends itself when a choice is made. */
function sendOnChange(form: HTMLFormElement): void {
  form.addEventListener("change", () => form.requestSubmit());
}

/** The kind of organisation decides what the person at its head is called. */
function relabel(select: HTMLSelectElement): void {
  const labels = JSON.parse(select.dataset.labels ?? "{}") as Record<string, string>;
  select.addEventListener("change", () => {
    const label = document.querySelector("label[for=id_legal_representative]");
    if (label && labels[select.value]) label.textContent = labels[select.value];
  });
}

/** A chosen or dropped file goes off at once, and shows its bytes on the way. */
function uploadAtOnce(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) return;
  input.addEventListener("change", () => input.files?.length && sendAfterALook(form, input));
  form.querySelector("[data-again]")?.addEventListener("click", () => input.click());
  form.querySelector("[data-anyway]")?.addEventListener("click", () => send(form));
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    void sendAfterALook(form, input);
  });
}

/** A photograph that hardly can be read is better taken again before it is sent than after; whoever took it decides. */
async function sendAfterALook(form: HTMLFormElement, input: HTMLInputElement): Promise<void> {
  const note = form.querySelector<HTMLElement>("[data-glance]");
  const troubles = note ? await troublesOf(Array.from(input.files ?? []), note.dataset.glance ?? "") : [];
  note?.classList.toggle("cm-hidden", !troubles.length);
  note?.querySelectorAll<HTMLElement>("[data-code]").forEach((said) => {
    said.classList.toggle("cm-hidden", !troubles.includes(said.dataset.code ?? ""));
  });
  if (troubles.length) note?.focus();
  else send(form);
}

function send(form: HTMLFormElement): void {
  const bar = form.querySelector("progress");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => {
    bar?.classList.remove("cm-hidden");
    if (bar && event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
  });
  request.addEventListener("error", () => form.submit());
  request.addEventListener("load", () => show(request));
  request.send(new FormData(form));
}

/** The answer is a whole page: its address when it led elsewhere, else itself (an error to read). */
function show(request: XMLHttpRequest): void {
  if (request.status < 400) {
    window.location.assign(request.responseURL);
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  document.body.replaceWith(page.body);
  dress();
}

/** Listens on the document, so that buttons in a fragment that arrived later copy too. */
async function copy(event: Event): Promise<void> {
  const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-copy]") : null;
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy ?? "");
  button.textContent = button.dataset.copied ?? "";
}

function each<T extends Element>(selector: string, dress: (element: T) => void): void {
  document.querySelectorAll<T>(selector).forEach(dress);
}

function dress(): void {
  document.documentElement.classList.add("has-script");
  each<HTMLFormElement>("form[method=post]:not([hx-post])", sendOnce);
  each<HTMLInputElement>("input[data-send-when-full]", sendWhenFull);
  each<HTMLButtonElement>("button[data-wait]", countDown);
  each<HTMLFormElement>("form[data-send-on-change]", sendOnChange);
  each<HTMLFormElement>("form[data-drop]", uploadAtOnce);
  each<HTMLSelectElement>("select[data-labels]", relabel);
  each<HTMLElement>(".cm-sheet-page", fitPage);
  document.getElementById("errors")?.focus();
}

document.addEventListener("DOMContentLoaded", dress);
document.addEventListener("click", copy);
window.addEventListener("pageshow", () => each<HTMLFormElement>("form[data-sent]", (form) => delete form.dataset.sent));
