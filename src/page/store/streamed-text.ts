/**
 * One growing text of a message, told twice: surely by the log, early by live pieces. Offsets count UTF-16 units. The log
 * wins: what it tells replaces what was live at the same place, and nothing that stands there is doubled.
 */
export interface StreamedText {
  readonly addStored: (offset: number, text: string) => void;
  readonly addLive: (offset: number, text: string) => void;
  /** Keeps what the log told, drops what was only live, and takes no more live pieces. */
  readonly close: () => void;
  readonly value: () => string;
}

/** Stands where an entry of the log could not be read. */
const lostMark = " […] ";
const maxEarlyPieces = 64;

export const createStreamedText = (): StreamedText => {
  let stored = "";
  let end = 0;
  let ahead = "";
  let early: readonly { readonly offset: number; readonly text: string }[] = [];
  let closed = false;

  const join = (offset: number, text: string): boolean => {
    const known = end + ahead.length;
    if (offset > known) return false;
    ahead += text.slice(known - offset);
    return true;
  };
  const joinEarly = (): void => {
    for (let before = -1; before !== early.length; ) {
      before = early.length;
      early = early.filter(({ offset, text }) => !join(offset, text));
    }
  };

  return {
    addStored: (offset, text) => {
      const next = offset + text.length;
      if (next <= end) return;
      if (offset > end) stored += lostMark;
      stored += offset < end ? text.slice(end - offset) : text;
      ahead = ahead.slice(next - end);
      end = next;
      if (early.length > 0) joinEarly();
    },
    addLive: (offset, text) => {
      if (closed) return;
      if (join(offset, text)) {
        if (early.length > 0) joinEarly();
      } else if (early.length < maxEarlyPieces) early = [...early, { offset, text }];
    },
    close: () => {
      closed = true;
      ahead = "";
      early = [];
    },
    value: () => (ahead === "" ? stored : stored + ahead),
  };
};
