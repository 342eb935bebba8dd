import { CircleHelp } from "lucide-react";
import type { ReactNode } from "react";
import type { WhySubject } from "../../../kernel/log/why.ts";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";
import { useAskWhy } from "./use-ask-why.ts";

/** Asks why something is there. `of`: what it is, for those who cannot see where it stands; with it the button is only a sign. */
export const WhyButton = ({ subject, of }: { readonly subject: WhySubject; readonly of?: string }): ReactNode => {
  const ask = useAskWhy();
  if (ask === undefined) return null;
  if (of === undefined) return <Button onClick={() => ask(subject)}>Why is this here?</Button>;
  return <IconButton label={`Why is this here: ${of}`} icon={CircleHelp} small iconSize={13} onClick={() => ask(subject)} />;
};
