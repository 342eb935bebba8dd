import { type ReactNode, useRef } from "react";
import type { Preview } from "../../../../kernel/files/preview.ts";
import type { AppState } from "../../../store/app-state.ts";
import { useApp } from "../../../store/use-app.ts";
import { AskedFailure } from "../../parts/asked-failure.tsx";
import { RevealedText } from "../../parts/revealed-text.tsx";
import { useAnswer } from "../../parts/use-answer.ts";

const filesChanged = (state: AppState) => state.filesChangedSeq;
const shownNames = 5;

/**
 * The frame has no origin: no cookies, no storage, no way to this page. Its own policy has no network, and the page's policy lets it
 * load nothing but itself. It is told one thing, once, and never listened to.
 */
const Frame = ({ preview }: { readonly preview: Preview }): ReactNode => {
  const frame = useRef<HTMLIFrameElement>(null);
  const told = useRef(false);
  return (
    <iframe
      ref={frame}
      className="preview-frame"
      title={`Preview of ${preview.path}`}
      src="./preview.html"
      sandbox="allow-scripts"
      referrerPolicy="no-referrer"
      onLoad={() => {
        // What it loads after the first time it loads by itself.
        if (told.current) return;
        told.current = true;
        const { files, html, path } = preview;
        // It has no origin that could be named.
        frame.current?.contentWindow?.postMessage({ path, html, files }, "*");
      }}
    />
  );
};

/** A page of the workspace as it would look, in a frame that can reach nothing. `html`: its text as it is in the editor. */
export const PreviewFrame = ({ path, html }: { readonly path: string; readonly html: string }): ReactNode => {
  const changed = useApp(filesChanged);
  const asked = useAnswer({ type: "preview-page", path, html }, `${changed} ${path} ${html}`);
  if (asked.status === "failed") return <AskedFailure asked={asked} />;
  if (asked.status === "loading") return <p className="doc-note late">Making the preview…</p>;
  const { hash, missing } = asked.value;
  return (
    <section className="preview-area" aria-label={`Preview of ${path}`}>
      <p className="preview-label">
        <b>Untrusted preview.</b> It reaches no network, no files and nothing of this page.
        {missing.length > 0 && (
          <span>
            {" "}
            Not in the workspace, so left out:{" "}
            <RevealedText
              text={missing
                .slice(0, shownNames)
                .map((name) => (name.length > 60 ? `${name.slice(0, 60)}…` : name))
                .join(", ")}
            />
            {missing.length > shownNames && ` and ${missing.length - shownNames} more`}.
          </span>
        )}
      </p>
      <Frame key={hash} preview={asked.value} />
    </section>
  );
};
