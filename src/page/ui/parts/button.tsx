import type { ComponentPropsWithRef } from "react";

/** `primary` is the one filled button of a group; `quiet` has no box; `danger` removes something. */
export type ButtonTone = "plain" | "primary" | "quiet" | "danger";
const classes: Readonly<Record<ButtonTone, string>> = { plain: "", primary: " pri", quiet: " quiet", danger: " danger" };

export interface ButtonProps extends ComponentPropsWithRef<"button"> {
  readonly tone?: ButtonTone;
  readonly large?: boolean;
}

export const Button = ({ tone = "plain", large = false, className = "", ...rest }: ButtonProps) => (
  <button type="button" className={`btn${classes[tone]}${large ? " lg" : ""} ${className}`.trim()} {...rest} />
);
