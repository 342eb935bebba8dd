import { useEffect, useRef } from "react";

/** A title while it is written anew: Enter and leaving keep it, Escape does not. An empty or unchanged title changes nothing. */
export const InlineRename = ({
  title,
  onRename,
  onClose,
}: {
  readonly title: string;
  readonly onRename: (title: string) => void;
  readonly onClose: () => void;
}) => {
  const field = useRef<HTMLInputElement>(null);
  // Leaving fires once more when the field is taken away, after the answer was already given.
  const settled = useRef(false);
  useEffect(() => {
    field.current?.select();
  }, []);
  const settle = (keep: boolean): void => {
    if (settled.current) return;
    settled.current = true;
    const wanted = field.current?.value.trim() ?? "";
    if (keep && wanted !== "" && wanted !== title) onRename(wanted);
    onClose();
  };
  return (
    <input
      ref={field}
      className="rename"
      aria-label="Title of the session"
      defaultValue={title}
      maxLength={200}
      // The person just asked to write here.
      // biome-ignore lint/a11y/noAutofocus: see above
      autoFocus
      onBlur={() => settle(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") settle(true);
        if (event.key === "Escape") settle(false);
      }}
    />
  );
};
