// JSON lines: one command object a line on standard input, one reply or unsolicited event a line on standard output.
import readline from "node:readline";

export function write(value) {
  process.stdout.write(JSON.stringify(value) + "\n");
}

export function serve(commands) {
  const input = readline.createInterface({ input: process.stdin });
  input.on("line", async (line) => {
    const { id, command, ...given } = JSON.parse(line);
    try {
      if (!Object.hasOwn(commands, command)) throw new Error(`no such command: ${command}`);
      write({ id, ok: (await commands[command](given)) ?? null });
    } catch (error) {
      write({ id, error: { code: error.errcode ?? error.name, message: error.message } });
    }
  });
  input.on("close", () => process.exit(0)); // the test is gone
  process.on("unhandledRejection", (error) => write({ event: "error", message: String(error?.stack ?? error) }));
  process.on("uncaughtException", (error) => write({ event: "error", message: String(error?.stack ?? error) }));
}
