/** A link that may be followed, and where it really leads. */
export interface SafeLink {
  readonly href: string;
  /** Host, mail address, or the place in this page. */
  readonly target: string;
  readonly isInside: boolean;
}

/** Only web pages, mail and places in this page; everything else (script, data, file, unknown) is no link. */
export const safeLink = (href: string): SafeLink | undefined => {
  if (href.startsWith("#")) return { href, target: href, isInside: true };
  if (!/^(?:https?:\/\/|mailto:)/i.test(href)) return undefined;
  if (!URL.canParse(href)) return undefined;
  const { protocol, host, pathname, href: normal } = new URL(href);
  if (protocol === "mailto:") return { href: normal, target: decodeURIComponentSafely(pathname), isInside: false };
  return protocol === "https:" || protocol === "http:" ? { href: normal, target: host, isInside: false } : undefined;
};

const decodeURIComponentSafely = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: the text is shown as it is.
    return text;
  }
};

/** Where an image would have been loaded from. Nothing is loaded. */
export const imageSource = (href: string): string => {
  if (/^data:/i.test(href)) return "inline data";
  if (!URL.canParse(href)) return "this workspace";
  return new URL(href).host || "an unknown place";
};

/** True when a link's text names one host and the link leads to another. */
export const namesOtherHost = (text: string, { target, isInside }: SafeLink): boolean => {
  const named = /(?:^|\s|\/\/)((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})/u.exec(text)?.[1];
  return (
    !isInside && named !== undefined && !`.${target.toLowerCase()}`.endsWith(`.${named.toLowerCase().replace(/^www\./, "")}`)
  );
};
