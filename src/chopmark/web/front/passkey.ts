// Passkeys: hands the server's question to the browser, and what an authenticator signed back in the form.

type Descriptor = { id: string; type: "public-key" };
type Asked = {
  challenge: string;
  user?: { id: string; name: string; displayName: string };
  excludeCredentials?: Descriptor[];
  allowCredentials?: Descriptor[];
};

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function opened(list: Descriptor[] | undefined): PublicKeyCredentialDescriptor[] | undefined {
  return list?.map((each) => ({ ...each, id: bytes(each.id) }));
}

async function create(asked: Asked): Promise<Credential | null> {
  const user = asked.user && { ...asked.user, id: bytes(asked.user.id) };
  const exclude = opened(asked.excludeCredentials);
  const publicKey = { ...asked, challenge: bytes(asked.challenge), user, excludeCredentials: exclude };
  return navigator.credentials.create({ publicKey: publicKey as unknown as PublicKeyCredentialCreationOptions });
}

async function get(asked: Asked): Promise<Credential | null> {
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: opened(asked.allowCredentials) };
  return navigator.credentials.get({ publicKey });
}

/** The same JSON as `PublicKeyCredential.toJSON`, which older browsers lack. */
function told(credential: PublicKeyCredential): string {
  const response: Record<string, string> = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const part = (credential.response as unknown as Record<string, ArrayBuffer | null | undefined>)[name];
    if (part) response[name] = text(part);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

/** The options; nothing when the server answered with a page, which the form then goes to. */
async function ask(form: HTMLFormElement): Promise<Asked | null> {
  const question = new FormData(form);
  question.set("offer", "1");
  const answer = await fetch(form.action, { method: "POST", body: question });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return null;
  return (await answer.json()) as Asked;
}

class PasskeyForm {
  private isBusy = false;
  private readonly trouble: HTMLElement | null;

  constructor(private readonly form: HTMLFormElement) {
    this.trouble = form.querySelector("[data-passkey-failed]");
    form.classList.remove("cm-hidden");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.isBusy) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.isBusy = true;
    this.trouble?.classList.add("cm-hidden");
    try {
      const asked = await ask(this.form);
      if (asked) await this.answer(asked);
      this.form.submit();
    } catch {
      this.trouble?.classList.remove("cm-hidden"); // refused, taken too long, or no passkey here
    }
    this.isBusy = false;
    delete this.form.dataset.sent;
  }

  private async answer(asked: Asked): Promise<void> {
    const found = await (this.form.dataset.passkey === "create" ? create(asked) : get(asked));
    (this.form.elements.namedItem("answer") as HTMLInputElement).value = told(found as PublicKeyCredential);
  }
}

// Browsers bind passkeys to names; at an address of numbers there are none.
const isNumber = /^[\d.]+$|:/.test(window.location.hostname);
if (window.PublicKeyCredential && !isNumber)
  document.querySelectorAll<HTMLFormElement>("form[data-passkey]").forEach((form) => new PasskeyForm(form));
