import { type ReactNode, useRef } from "react";
import { Button, type ButtonTone } from "./button.tsx";

/** Which files the browser offers first. */
export const jsonFiles = ".json,application/json";

/** Opens a file of the person's. `name`: what the file is, for those who cannot see the button. */
export const OpenFileButton = ({
  name,
  accept,
  tone,
  children,
  onFile,
}: {
  readonly name: string;
  /** Absent: any. */
  readonly accept?: string;
  readonly tone?: ButtonTone;
  readonly children: ReactNode;
  readonly onFile: (file: File | undefined) => Promise<void>;
}): ReactNode => {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        {...(accept === undefined ? {} : { accept })}
        aria-label={name}
        hidden
        onChange={(event) => {
          const { currentTarget } = event;
          void onFile(currentTarget.files?.[0]).then(() => {
            // The same file can be opened again.
            currentTarget.value = "";
          });
        }}
      />
      <Button {...(tone === undefined ? {} : { tone })} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
};
