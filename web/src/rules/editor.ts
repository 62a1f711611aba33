// The editor of a rule's file. It is loaded when it is first opened.
//
// It stands in a shadow root: there its style sheet is made by script, which the page's policy allows, and not written into the page.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { widthOf } from "./places";

/** A problem where it stands in the text. */
export interface Mark {
  from: number;
  to: number;
  text: string;
  /** Whether it is told and nothing more: the rule works. */
  isRemark: boolean;
}

export interface RuleEditor {
  text(): string;
  replace(text: string): void;
  mark(marks: Mark[]): void;
  destroy(): void;
}

/** The line below a problem: carets under what is meant, and what is wrong with it. */
class Below extends WidgetType {
  constructor(
    readonly indent: number,
    readonly width: number,
    readonly text: string,
    readonly isRemark: boolean,
  ) {
    super();
  }
  override eq(other: Below): boolean {
    return this.indent === other.indent && this.width === other.width && this.text === other.text && this.isRemark === other.isRemark;
  }
  override toDOM(view: EditorView): HTMLElement {
    const line = document.createElement("div");
    line.className = this.isRemark ? "cm-below cm-remark" : "cm-below";
    // In a line that is broken the carets would stand elsewhere than what they mean, which is underlined too.
    const columns = Math.floor(view.contentDOM.clientWidth / view.defaultCharacterWidth) - 2;
    if (this.indent + this.width <= columns) {
      const carets = document.createElement("span");
      carets.className = "cm-carets";
      carets.textContent = `${" ".repeat(this.indent)}${"^".repeat(this.width)}`;
      line.append(carets);
    }
    const words = document.createElement("span");
    words.textContent = this.text;
    line.append(words);
    return line;
  }
  override ignoreEvent(): boolean {
    return false;
  }
}

const put = StateEffect.define<Mark[]>();

const below = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    let next = shown.map(transaction.changes);
    for (const effect of transaction.effects) if (effect.is(put)) next = Decoration.set(effect.value.map((mark) => widgetOf(transaction.state, mark)), true);
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function widgetOf(state: EditorState, { from, to, text, isRemark }: Mark) {
  const line = state.doc.lineAt(Math.min(from, state.doc.length));
  const end = Math.min(Math.max(to, from + 1), line.to);
  const [before, meant] = [line.text.slice(0, from - line.from), line.text.slice(from - line.from, end - line.from)];
  return Decoration.widget({ widget: new Below(widthOf(before), Math.max(1, widthOf(meant)), text, isRemark), side: 1, block: true }).range(line.to);
}

const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--muted)" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.string, tags.atom, tags.number, tags.bool], color: "var(--ink)" },
  { tag: tags.bracket, color: "var(--ink2)" },
]);

const look = EditorView.theme({
  "&": { maxHeight: "var(--editor-height, 420px)", border: "1px solid var(--line2)", borderRadius: "6px", background: "var(--sunk)", color: "var(--ink)", fontSize: "13px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono CJK SC", monospace', lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { background: "var(--sunk)", color: "var(--muted)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "transparent" },
  "&.cm-focused .cm-activeLineGutter": { color: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--pale)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { background: "transparent", outline: "1px solid var(--line2)" },
  ".cm-below": { padding: "0 12px 2px 6px", color: "var(--loss)", whiteSpace: "pre-wrap", overflowWrap: "anywhere" },
  ".cm-remark": { color: "var(--ink2)" },
  ".cm-lint-marker-warning": { width: "8px", height: "8px", margin: "6px 0 0 2px", content: "normal", border: "2px solid var(--line2)", borderRadius: "50%" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline dotted var(--ink2)", textUnderlineOffset: "3px" },
  ".cm-carets": { whiteSpace: "pre", display: "block", lineHeight: "1" },
  ".cm-lint-marker-error": { width: "8px", height: "8px", margin: "6px 0 0 2px", content: "normal", borderRadius: "50%", background: "var(--loss)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--loss)", textUnderlineOffset: "3px" },
  ".cm-tooltip": { border: "1px solid var(--line)", background: "var(--surface)", color: "var(--ink)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--loss)" },
});

/** Puts an editor into an element. `name` is how it is called aloud. */
export function edit(parent: HTMLElement, text: string, name: string, isReadOnly: boolean, changed: (text: string) => void): RuleEditor {
  const root = parent.shadowRoot ?? parent.attachShadow({ mode: "open" });
  root.replaceChildren();
  const inside = document.createElement("div");
  root.append(inside);
  const view = new EditorView({
    root,
    parent: inside,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        EditorView.lineWrapping,
        // Tab leaves the editor, as it leaves any field.
        keymap.of([...defaultKeymap, ...historyKeymap]),
        StreamLanguage.define(toml),
        syntaxHighlighting(colours),
        below,
        look,
        EditorState.readOnly.of(isReadOnly),
        EditorView.contentAttributes.of({ "aria-label": name, tabindex: "0", lang: "en", spellcheck: "false", autocapitalize: "off", autocorrect: "off" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(update.state.doc.toString());
        }),
      ],
    }),
  });
  // What most come to change stands in view: the formulas.
  const rules = /^\[(?:for_each|rules)/m.exec(text);
  if (rules) view.dispatch({ selection: { anchor: rules.index }, effects: EditorView.scrollIntoView(rules.index, { y: "start", yMargin: 12 }) });
  return {
    text: () => view.state.doc.toString(),
    replace: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    mark(marks) {
      const length = view.state.doc.length;
      const fitting = marks.map((mark) => ({ ...mark, from: Math.min(mark.from, length), to: Math.min(Math.max(mark.to, mark.from), length) }));
      const list: Diagnostic[] = fitting.map((mark) => ({ from: mark.from, to: mark.to, severity: mark.isRemark ? "warning" : "error", message: mark.text }));
      view.dispatch(setDiagnostics(view.state, list), { effects: put.of(fitting) });
    },
    destroy: () => view.destroy(),
  };
}
