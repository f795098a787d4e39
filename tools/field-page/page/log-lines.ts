import { element, part } from "../../../host-sim/dashboard/page/element.js";

/** Lines kept; a board that talks all night must not fill the browser's memory. */
const most = 500;

/** The board's log, newest last; follows the end unless somebody has scrolled up. */
export class LogLines {
  readonly #list = part("log", HTMLDivElement);

  add(line: string): void {
    const list = this.#list;
    const follows = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    const level = /^(error|warning)\b/.exec(line)?.[1];
    list.append(element("p", { class: level }, line));
    if (list.childElementCount > most) list.firstElementChild?.remove();
    if (follows) list.scrollTop = list.scrollHeight;
  }
}
