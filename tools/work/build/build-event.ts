/** Why a build is no good; each kind is found by a step of its own. */
export type ComplaintKind =
  /** A type error. */
  | "type"
  /** Two files for one module name, or a name without a file. */
  | "module-name"
  /** The linker: a module that is not there, code that fails while it is preloaded. */
  | "link"
  /** Something of ours that lies in ROM and wants to change. */
  | "preload"
  /** `board.ts` and the manifest say different things. */
  | "description"
  /** More than the board's budget. */
  | "budget"
  /** The SDK's or ESP-IDF's tools gave up. */
  | "tool";

/** Sizes of a build; see `rom-figures.ts` for where they come from. */
export interface BuildFigures {
  readonly romSlots: number;
  readonly preloadedHeapBytes: number;
  readonly codeBytes: number;
  readonly resourceBytes: number;
  /** Only where ESP-IDF has made an image. */
  readonly imageBytes?: number;
}

/** What happens while a board's firmware is built; `bowline build --json` prints it as it is. */
export type BuildEvent =
  /** A part of the computer is missing or of another version; `advice` is how to get it. */
  | { readonly event: "missing"; readonly part: string; readonly advice: string }
  | { readonly event: "unsupported"; readonly part: string; readonly advice: string }
  | {
      readonly event: "build-step";
      readonly board: string;
      readonly step: string;
      /** 0 to 1, where it is known. */
      readonly done?: number;
    }
  | {
      readonly event: "complaint";
      readonly board: string;
      readonly kind: ComplaintKind;
      readonly text: string;
    }
  /** Checked or built, without a complaint. */
  | ({ readonly event: "built"; readonly board: string } & BuildFigures)
  | { readonly event: "package"; readonly board: string; readonly folder: string };

/** Hears them as they come; several boards speak in turn. */
export type Tell = (event: BuildEvent) => void;
