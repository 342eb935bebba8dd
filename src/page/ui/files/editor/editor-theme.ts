import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Every colour is a token of the page, so that light and dark follow by themselves. */
const look = EditorView.theme({
  "&": { height: "100%", backgroundColor: "transparent", color: "var(--ink)", fontSize: "var(--t-meta)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--f-mono)", lineHeight: "1.25rem" },
  ".cm-content": { padding: "6px 0", caretColor: "var(--accent)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-line": { padding: "0 12px 0 6px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-3)", border: "0", fontSize: "var(--t-mark)" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 8px 0 8px", minWidth: "32px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in oklab, var(--sunk) 55%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in oklab, var(--accent) 24%, transparent)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--hair-2)",
  },
  ".cm-searchMatch": { backgroundColor: "color-mix(in oklab, var(--k-approval) 30%, transparent)" },
  ".cm-searchMatch-selected": { outline: "2px solid var(--accent)" },
  ".cm-specialChar": {
    color: "var(--k-error)",
    outline: "1px solid color-mix(in oklab, var(--k-error) 50%, transparent)",
    borderRadius: "2px",
  },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)", borderColor: "var(--hair)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--hair)" },
  ".cm-panel.cm-search": { padding: "6px 32px 6px 10px", fontFamily: "var(--f-sans)", fontSize: "var(--t-meta)" },
  ".cm-panel.cm-search label": { fontSize: "var(--t-meta)", color: "var(--ink-2)" },
  ".cm-panel.cm-search [name=close]": { width: "24px", height: "24px", color: "var(--ink-2)", fontSize: "16px" },
  ".cm-textfield": {
    minHeight: "26px",
    padding: "0 8px",
    border: "0",
    borderRadius: "var(--r-2)",
    boxShadow: "inset 0 0 0 1px var(--edge)",
    backgroundColor: "var(--sheet)",
    color: "var(--ink)",
    fontSize: "var(--t-meta)",
  },
  ".cm-button": {
    minHeight: "26px",
    padding: "0 8px",
    border: "0",
    borderRadius: "var(--r-2)",
    backgroundImage: "none",
    backgroundColor: "var(--raised)",
    boxShadow: "inset 0 0 0 1px var(--hair-2)",
    color: "var(--ink)",
    fontSize: "var(--t-meta)",
  },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword], color: "var(--k-write)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.attributeValue], color: "var(--accent)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.unit, tags.color], color: "var(--k-network)" },
  { tag: [tags.comment, tags.meta, tags.processingInstruction], color: "var(--ink-3)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--k-read)" },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.tagName], color: "var(--k-graph)" },
  { tag: [tags.propertyName, tags.attributeName, tags.labelName], color: "var(--k-read)" },
  { tag: [tags.link, tags.url], color: "var(--k-read)", textDecoration: "underline" },
  { tag: tags.heading, fontWeight: "500", color: "var(--k-write)" },
  { tag: tags.strong, fontWeight: "500" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: tags.monospace, color: "var(--accent)" },
  { tag: tags.invalid, color: "var(--k-error)" },
]);

export const editorTheme: Extension = [look, syntaxHighlighting(colours)];
