// sheet: the board sheet, one page of paper.
import { html } from './html.mjs';
export function SheetPage() { return html`<p></p>`; }
