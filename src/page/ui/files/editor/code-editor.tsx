import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { type ReactNode, type RefObject, useEffect, useImperativeHandle, useRef } from "react";
import { changeBetween } from "./change-between.ts";
import { editorTheme } from "./editor-theme.ts";
import { languageOf } from "./languages.ts";

/** What others ask of an editor. */
export interface EditorHandle {
  /** Shows another text; the cursor stays, and nobody hears of an edit. */
  readonly setText: (text: string) => void;
  readonly openFind: () => void;
  /** The lines that the cursor or the selection is on, from 1. */
  readonly lines: () => { readonly from: number; readonly to: number };
}

/** What is drawn as nothing, as a blank, or turns the text around it. Tab and line ends are not among them. */
const hiddenCharacters = /(?![\t\r])[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/gu;

const nameOf = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;

const showHidden = highlightSpecialChars({
  specialChars: hiddenCharacters,
  render: (code) => {
    const mark = document.createElement("span");
    mark.className = "cm-specialChar";
    mark.textContent = nameOf(code);
    mark.title = `hidden character ${nameOf(code)}`;
    return mark;
  },
});

const searchWords = {
  next: "Next",
  previous: "Previous",
  all: "All",
  "match case": "Match case",
  regexp: "Pattern",
  "by word": "Whole words",
  replace: "Replace",
  "replace all": "Replace all",
  close: "Close",
};

const extensionsFor = (
  path: string,
  onEdit: (text: () => string) => void,
  onSave: () => void,
  onLine: (line: number) => boolean,
): readonly Extension[] => [
  lineNumbers({
    domEventHandlers: {
      contextmenu: ({ state }, { from }, event) => {
        const isAsked = onLine(state.doc.lineAt(from).number);
        if (isAsked) event.preventDefault();
        return isAsked;
      },
    },
  }),
  highlightActiveLineGutter(),
  highlightActiveLine(),
  showHidden,
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  EditorView.lineWrapping,
  search({ top: true }),
  keymap.of([
    {
      key: "Mod-s",
      preventDefault: true,
      run: () => {
        onSave();
        return true;
      },
    },
    ...searchKeymap,
    ...historyKeymap,
    ...defaultKeymap,
  ]),
  // The line ends of the file stay as they are: a text that is not changed is the same text.
  EditorState.lineSeparator.of("\n"),
  EditorState.phrases.of(searchWords),
  EditorView.contentAttributes.of({ "aria-label": `Text of ${path}`, spellcheck: "false", autocapitalize: "off" }),
  EditorView.updateListener.of(({ docChanged, state }) => {
    if (docChanged) onEdit(() => state.doc.toString());
  }),
  editorTheme,
];

/**
 * A text in CodeMirror, which holds it from then on. `text`: what it begins with. `place`: gone to whenever it is another one. Tab leaves
 * the editor, as everywhere on the page.
 */
export const CodeEditor = ({
  handle,
  path,
  text,
  place,
  onEdit,
  onSave,
  onLine,
}: {
  readonly handle: RefObject<EditorHandle | null>;
  readonly path: string;
  readonly text: string;
  /** `line`: from 1. */
  readonly place: { readonly line: number } | undefined;
  /** `text` gives the text as it is after this edit, whenever it is asked. */
  readonly onEdit: (text: () => string) => void;
  readonly onSave: () => void;
  /** The secondary button was pressed on the number of a line, from 1. False: nothing is to be said of it. */
  readonly onLine: (line: number) => boolean;
}): ReactNode => {
  const room = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const first = useRef(text);
  const hears = useRef({ onEdit, onLine, onSave });
  hears.current = { onEdit, onLine, onSave };
  const isFromOutside = useRef(false);

  useEffect(() => {
    if (room.current === null) return;
    const language = new Compartment();
    const edited = (now: () => string): void => {
      if (!isFromOutside.current) hears.current.onEdit(now);
    };
    const made = new EditorView({
      parent: room.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          ...extensionsFor(
            path,
            edited,
            () => hears.current.onSave(),
            (line) => hears.current.onLine(line),
          ),
          language.of([]),
        ],
      }),
    });
    view.current = made;
    let isOpen = true;
    // Colours may come late, or not at all without a network; the text is there.
    void languageOf(path)?.().then(
      (extension) => isOpen && made.dispatch({ effects: language.reconfigure(extension) }),
      () => undefined,
    );
    return () => {
      isOpen = false;
      view.current = null;
      made.destroy();
    };
  }, [path]);

  useEffect(() => {
    const made = view.current;
    if (made === null || place === undefined) return;
    const { from } = made.state.doc.line(Math.min(Math.max(1, place.line), made.state.doc.lines));
    made.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  }, [place]);

  useImperativeHandle(
    handle,
    () => ({
      setText: (next) => {
        const change = view.current === null ? undefined : changeBetween(view.current.state.doc.toString(), next);
        if (change === undefined) return;
        isFromOutside.current = true;
        view.current?.dispatch({ changes: change });
        isFromOutside.current = false;
      },
      openFind: () => {
        if (view.current !== null) openSearchPanel(view.current);
      },
      lines: () => {
        if (view.current === null) return { from: 1, to: 1 };
        const { doc, selection } = view.current.state;
        return { from: doc.lineAt(selection.main.from).number, to: doc.lineAt(selection.main.to).number };
      },
    }),
    [],
  );
  return <div ref={room} className="code-room" />;
};
