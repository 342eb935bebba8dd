import { Logo } from "../parts/logo.tsx";

/** Written in by the build, from package.json. */
declare const __VERSION__: string;

export const AboutPage = () => (
  <>
    <div className="row">
      <Logo size={28} />
      <h1 className="page-title">Vivarium</h1>
    </div>
    <p className="lead">
      A glass box for agents. The agent, its files, its log and every question it asks live in this browser tab; there is no
      server of ours.
    </p>
    <dl className="levels fs">
      <div>
        <dt>Version</dt>
        <dd className="num">{__VERSION__}</dd>
      </div>
      <div>
        <dt>What leaves this tab</dt>
        <dd>
          The calls to the model you chose, with its key, to the address you allowed. Nothing else: no account, no cookies, no
          statistics.
        </dd>
      </div>
      <div>
        <dt>What stays</dt>
        <dd>The log, the files and your choices, in this browser’s storage. Keys only in memory, until the tab closes.</dd>
      </div>
      <div>
        <dt>Licence</dt>
        <dd>
          MIT. The typefaces IBM Plex and Newsreader are under the SIL Open Font License 1.1, the icons of Lucide under ISC.
        </dd>
      </div>
    </dl>
  </>
);
