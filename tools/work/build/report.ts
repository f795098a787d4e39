import type { Output } from "../../output/output.js";
import type { Board } from "./boards.js";
import type { BuildEvent, BuildFigures, Tell } from "./build-event.js";

export interface BuildReport {
  readonly tell: Tell;
  /** Everything was told: shows the figures beside the budgets. */
  close(): void;
}

type Row = readonly [
  what: string,
  taken: (figures: BuildFigures) => number | undefined,
  allowed: (board: Board) => number | undefined,
];

const rows: readonly Row[] = Object.freeze([
  ["image, bytes", ({ imageBytes }) => imageBytes, ({ budget }) => budget.imageBytes],
  ["ROM slots", ({ romSlots }) => romSlots, ({ budget }) => budget.romSlots],
  ["preloaded heap, bytes", ({ preloadedHeapBytes }) => preloadedHeapBytes, () => undefined],
  ["byte code, bytes", ({ codeBytes }) => codeBytes, () => undefined],
  ["resources, bytes", ({ resourceBytes }) => resourceBytes, ({ budget }) => budget.resourceBytes],
]);

/** Shows what happens in a build: events as they come, steps as progress, figures at the end as one table. */
export function buildReport(output: Output, boards: readonly Board[]): BuildReport {
  const figures = new Map<string, BuildFigures>();
  /** By what is wrong, the boards that have it: most mistakes are wrong on all of them. */
  const complaints = new Map<
    string,
    { readonly kind: string; readonly text: string; readonly boards: string[] }
  >();
  return {
    tell(event: BuildEvent) {
      if (event.event === "built") figures.set(event.board, event);
      if (event.event === "build-step") output.progress(`${event.board}: ${event.step}`, event.done);
      else if (event.event === "complaint") {
        const { kind, text, board } = event;
        const known = complaints.get(`${kind} ${text}`);
        if (known === undefined) complaints.set(`${kind} ${text}`, { kind, text, boards: [board] });
        else known.boards.push(board);
      } else output.event({ ...event });
    },
    close() {
      for (const { kind, text, boards: bad } of complaints.values())
        output.event({ event: "complaint", kind, text, boards: bad });
      if (figures.size === 0) return;
      output.table(
        ["board", "what", "taken", "budget"],
        boards.flatMap((board) => {
          const taken = figures.get(board.name);
          if (taken === undefined) return [];
          return rows.map(([what, of, allowed]) => [board.name, what, of(taken), allowed(board)]);
        }),
      );
    },
  };
}
