// An editor for Python. Tab is left to the browser, which moves the focus with it.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

// Colours are those of the page, which knows of light and dark.
const LOOK = EditorView.theme({
    "&.cm-editor .cm-scroller": { fontFamily: "inherit", lineHeight: "1.45" },
    ".cm-content": { caretColor: "var(--text)" },
    ".cm-cursor": { borderLeftColor: "var(--text)" },
    ".cm-gutters": { background: "transparent", color: "var(--quiet)", border: "none" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
        background: "color-mix(in srgb, var(--accent) 30%, transparent)",
    },
});

/** An editor in `parent` that screen readers call `label`; Ctrl+Enter calls `run`. */
export function editor(parent, label, run) {
    const start = Prec.highest(
        keymap.of([
            {
                key: "Mod-Enter",
                run: () => {
                    run();
                    return true;
                },
            },
        ]),
    );
    const extensions = [
        start,
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of("    "),
        bracketMatching(),
        python(),
        syntaxHighlighting(classHighlighter),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
        EditorView.lineWrapping,
        LOOK,
    ];
    const view = new EditorView({ parent });
    return {
        /** Puts a program in, and forgets what could be undone. */
        set text(text) {
            view.setState(EditorState.create({ doc: text, extensions }));
        },
        get text() {
            return view.state.doc.toString();
        },
        focus() {
            view.focus();
        },
    };
}
