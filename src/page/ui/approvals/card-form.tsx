import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";

const isSubmitKey = (event: KeyboardEvent): boolean => event.key === "Enter" && (event.ctrlKey || event.metaKey);

/** A form that was just asked for, so the keyboard goes there. Its own Ctrl+Enter submits it: the card's, which approves, must not hear the press. */
export const CardForm = ({
  label,
  onSubmit,
  children,
}: {
  readonly label: string;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}): ReactNode => {
  const submit = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    onSubmit();
  };
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.scrollIntoView({ block: "nearest" });
    form.current?.querySelector<HTMLElement>("textarea, input")?.focus({ preventScroll: true });
  }, []);
  return (
    <form
      ref={form}
      className="cardform"
      aria-label={label}
      onSubmit={submit}
      onKeyDown={(event) => isSubmitKey(event) && submit(event)}
    >
      {children}
    </form>
  );
};
