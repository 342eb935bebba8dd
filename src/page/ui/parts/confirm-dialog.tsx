import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

/** Asks before something is lost. `text` names what disappears and what stays. Focus starts on the way out. */
export const ConfirmDialog = ({
  title,
  text,
  confirm,
  open,
  onClose,
  onConfirm,
}: {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}) => (
  <Dialog title={title} description={text} open={open} onOpenChange={(next) => !next && onClose()}>
    <div className="acts">
      <Button onClick={onClose}>Keep</Button>
      <Button
        tone="danger"
        onClick={() => {
          onConfirm();
          onClose();
        }}
      >
        {confirm}
      </Button>
    </div>
  </Dialog>
);
