import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A file of the field page. */
export interface SiteFile {
  readonly type: string;
  readonly body: Uint8Array;
}

const page = fileURLToPath(new URL("../../field-page/page/", import.meta.url));

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  svg: "image/svg+xml",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  txt: "text/plain; charset=utf-8",
};

/** The content type for a file's name; bytes where it is of no known kind. */
export function typeOf(name: string): string {
  return types[name.split(".").at(-1) ?? ""] ?? "application/octet-stream";
}

/**
 * The field page as static files by name: its sources and the libraries it stands on, made into scripts that load nothing from
 * elsewhere. ESP Web Tools loads its dialogs and the chips' loaders when they are needed, hence several scripts; it takes about a second.
 */
export async function fieldSite(): Promise<Map<string, SiteFile>> {
  const [{ outputFiles }, html, icon] = await Promise.all([
    build({
      entryPoints: { page: `${page}main.ts`, style: `${page}style.css` },
      outdir: page,
      chunkNames: "part-[hash]",
      bundle: true,
      splitting: true,
      write: false,
      minify: true,
      format: "esm",
      target: "es2022",
      charset: "utf8",
      legalComments: "linked",
      logLevel: "silent",
      tsconfigRaw: {},
    }),
    readFile(`${page}index.html`),
    readFile(`${page}icon.svg`),
  ]);
  const site = new Map<string, SiteFile>([
    ["index.html", { type: typeOf("index.html"), body: html }],
    // No firmware; a package puts its own in place of it.
    ["firmware.json", { type: typeOf("firmware.json"), body: Buffer.from("{}") }],
    ["icon.svg", { type: typeOf("icon.svg"), body: icon }],
  ]);
  for (const { path, contents } of outputFiles) {
    const name = path.slice(page.length);
    site.set(name, { type: typeOf(name), body: contents });
  }
  return site;
}
