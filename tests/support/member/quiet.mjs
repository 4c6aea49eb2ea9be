// Imported first: standard output belongs to the JSON lines, so every console goes to standard error.
const quiet = new console.Console(process.stderr, process.stderr);
const nothing = () => {};
Object.assign(quiet, { debug: nothing, trace: nothing, log: nothing, info: nothing });
globalThis.console = quiet;
