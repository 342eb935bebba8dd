const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** A PDF of empty pages that says in plain words how many it has. Every viewer opens it. */
export const fakePdf = (pages: number, trailer = ""): Uint8Array<ArrayBuffer> => {
  const kids = Array.from({ length: pages }, (_, index) => `${index + 3} 0 R`).join(" ");
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    ...Array.from({ length: pages }, () => "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 280] >>"),
  ];
  let text = "%PDF-1.4\n";
  const places = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const start = text.length;
  const rows = places.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  return bytesOf(`${text}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer}>>\nstartxref\n${start}\n%%EOF\n`);
};

/** The part of a newer PDF that matters: its tree of pages stands in a deflated stream. */
export const fakeDeflatedPdf = async (pages: number, padding = 0): Promise<Uint8Array<ArrayBuffer>> => {
  const tree = bytesOf(`1 0 2 30 << /Type /Pages /Count ${pages} /Kids [] >>${" ".repeat(padding)}`);
  const packed = new Blob([tree]).stream().pipeThrough(new CompressionStream("deflate"));
  const stream = new Uint8Array(await new Response(packed).arrayBuffer());
  const before = bytesOf(
    `%PDF-1.7\n9 0 obj\n<< /Type /ObjStm /N 2 /First 9 /Filter /FlateDecode /Length ${stream.length} >>\nstream\r\n`,
  );
  const after = bytesOf("\nendstream\nendobj\n%%EOF\n");
  return Uint8Array.from([...before, ...stream, ...after]);
};
