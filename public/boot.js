// Runs before the app, alone in the page. The policy in the document lets the app connect to any https host, because a policy
// can never be widened later; this script narrows it to the hosts that the person allowed, and only then loads the app.
// Whatever goes wrong here, the app does not load.
(() => {
  const { entry, origins } = document.currentScript.dataset;

  const isOrigin = (value) => {
    if (typeof value !== "string" || /[;,'"*\s]/.test(value)) return false;
    let url;
    try {
      url = new URL(value);
    } catch {
      return false; // Not an address at all.
    }
    const isLoopback = url.hostname === "localhost" || url.hostname === "127.0.0.1";
    return url.origin === value && (url.protocol === "https:" || (url.protocol === "http:" && isLoopback));
  };

  const ownOrigins = () => {
    try {
      const stored = JSON.parse(localStorage.getItem("vivarium.origins") ?? "[]");
      return Array.isArray(stored) ? stored.filter(isOrigin) : [];
    } catch {
      return []; // Storage is refused, or the record is damaged: only the well-known hosts stay.
    }
  };

  const showFailure = () => {
    const line = document.createElement("p");
    line.setAttribute("role", "alert");
    line.textContent =
      "Vivarium could not be loaded. Your data is untouched. Reload the page; after an update of the site, clear its cache first.";
    document.body.append(line);
  };

  const allowed = new Set([...origins.split(" ").filter(isOrigin), ...ownOrigins()]);
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  // The one page that a frame of this page may load: a frame that could load another one could carry data out.
  const frame = new URL("preview.html", document.baseURI).href;
  policy.content = `connect-src 'self' ${[...allowed].join(" ")}; frame-src ${frame}`;
  document.head.append(policy);
  import(new URL(entry, document.baseURI).href).catch(showFailure);
})();
