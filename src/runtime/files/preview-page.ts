import type { WorkspaceTree } from "../../engine/files/overlay/workspace-tree.ts";
import { mediaTypeOf, pathOfReference, referencesIn } from "../../engine/files/text/page-references.ts";
import { canonicalHash, hashText } from "../../kernel/base/canonical.ts";
import { maxPreviewBytes, maxPreviewFiles, type Preview, type PreviewFile } from "../../kernel/files/preview.ts";

/** A page and every file of the workspace that it names, and that its style sheets name. `html`: its text as the person has it. */
export const previewPage = async (tree: WorkspaceTree, path: string, html: string): Promise<Preview> => {
  const files = new Map<string, PreviewFile>();
  const hashes: [string, string][] = [];
  const missing = new Set<string>();
  const open: { readonly from: string; readonly names: readonly string[] }[] = [{ from: path, names: referencesIn(html) }];
  let bytesTaken = 0;
  const take = async (from: string, name: string): Promise<void> => {
    if (name.startsWith("#") || name.startsWith("data:")) return;
    const meant = pathOfReference(from, name);
    const mediaType = meant === undefined ? undefined : mediaTypeOf(meant);
    const state = meant === undefined ? undefined : tree.state(meant);
    if (meant === undefined || state?.kind !== "file") return void missing.add(name);
    if (mediaType === undefined || files.has(meant)) return;
    if (files.size >= maxPreviewFiles || bytesTaken + state.sizeBytes > maxPreviewBytes) return void missing.add(name);
    const bytes = await tree.contents(state.hash);
    if (bytes === undefined) return void missing.add(name);
    bytesTaken += bytes.byteLength;
    files.set(meant, { path: meant, mediaType, bytes });
    hashes.push([meant, state.hash]);
    if (mediaType === "text/css") open.push({ from: meant, names: referencesIn(new TextDecoder().decode(bytes)) });
  };
  for (let next = open.shift(); next !== undefined; next = open.shift())
    for (const name of next.names) await take(next.from, name);
  return {
    html,
    path,
    files: [...files.values()],
    missing: [...missing],
    hash: canonicalHash([hashText(html), path, hashes]),
  };
};
