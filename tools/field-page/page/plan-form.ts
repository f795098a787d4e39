import { element, part } from "../../../host-sim/dashboard/page/element.js";
import type { ProvisioningPlan } from "../../device-link/provisioning.js";
import { credentialIn } from "./credential-file.js";
import type { Heard } from "./wifi.js";

/** Settings that have a field of their own name. */
const settingFields = ["connectorId", "domain", "port", "deviceId", "authentication"] as const;

/** A board may take so long to come online, seconds. */
const onlineSeconds = 120;

export interface FilledIn {
  readonly plan: ProvisioningPlan;
  /** Undefined leaves the board's Wi-Fi as it is. */
  readonly wifi: { readonly ssid: string; readonly passphrase: string } | undefined;
}

/** The form in which somebody writes what a board is to be told. */
export class PlanForm {
  readonly #form = part("plan", HTMLFormElement);
  readonly #fields = part("plan-fields", HTMLFieldSetElement);

  constructor(handlers: { onSubmit(): void; onScan(): void }) {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      handlers.onSubmit();
    });
    part("scan", HTMLButtonElement).addEventListener("click", () => handlers.onScan());
    this.#input("authentication").addEventListener("input", () => this.#showCertificates());
  }

  enable(enabled: boolean): void {
    this.#fields.disabled = !enabled;
  }

  /** What the board has now is the proposal. */
  propose(settings: ReadonlyMap<string, string>): void {
    for (const name of settingFields) {
      const value = settings.get(name);
      if (value !== undefined) this.#input(name).value = value;
    }
    this.#showCertificates();
  }

  offerNetworks(networks: readonly Heard[]): void {
    part("networks", HTMLDataListElement).replaceChildren(
      ...networks.map(({ name, rssi }) => element("option", { value: name }, `${rssi} dBm`)),
    );
    this.#input("ssid").focus();
  }

  /** @throws Error naming the file that cannot be used */
  async read(): Promise<FilledIn> {
    const ssid = this.#input("ssid").value;
    const isCertificate = this.#input("authentication").value === "certificate";
    const slots = isCertificate ? (["ca", "cert", "key"] as const) : (["ca"] as const);
    const credentials: Partial<Record<"ca" | "cert" | "key", Uint8Array>> = {};
    for (const slot of slots) {
      const file = this.#file(slot);
      if (file !== undefined) credentials[slot] = await credentialIn(file);
    }
    const settings = Object.fromEntries(
      settingFields.flatMap((name) => {
        const { value } = this.#input(name);
        return value === "" && name !== "deviceId" ? [] : [[name, value.trim()]];
      }),
    );
    return {
      wifi: ssid === "" ? undefined : { ssid, passphrase: this.#input("passphrase").value },
      plan: { settings, credentials, onlineSeconds },
    };
  }

  /** The passphrase has done its work. */
  forgetSecrets(): void {
    this.#input("passphrase").value = "";
    this.#file("key", true);
  }

  #showCertificates(): void {
    part("certificate-fields", HTMLDivElement).hidden = this.#input("authentication").value !== "certificate";
  }

  #file(name: string, forget = false): File | undefined {
    const input = this.#input(name);
    if (!(input instanceof HTMLInputElement)) return undefined;
    if (forget) input.value = "";
    return input.files?.[0];
  }

  #input(name: string): HTMLInputElement | HTMLSelectElement {
    const field = this.#form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) return field;
    throw new Error(`index.html has no field "${name}"`);
  }
}
