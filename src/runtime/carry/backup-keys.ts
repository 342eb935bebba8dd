/** The setting that remembers when the last backup was made; it is no part of one. */
export const lastBackupKey = "last-backup";
/** What is kept of contents that are being put in before their import is stored. */
export const stagedKey = "import/staged";
