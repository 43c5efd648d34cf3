import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { runProcess } from "../../bench/processes.ts";

const MAIN = fileURLToPath(new URL("../../bench/main.ts", import.meta.url));
const bench = (...words: string[]) => runProcess(process.execPath, [MAIN, ...words]);

describe("npm run bench", () => {
  test("--list names every figure that issue 2 bounds", async () => {
    const { exitCode, stdout } = await bench("--list");
    const names = stdout.split("\n").flatMap((line) => line.split(" ")[0] || []);
    expect(exitCode).toBe(0);
    const bounded = ["rollback.round_trips", "rollback.latency", "action.cold_start", "publish.scale"];
    expect(names).toEqual(expect.arrayContaining(bounded));
  });

  test("--help says what the exit codes mean and measures nothing", async () => {
    const { exitCode, stdout } = await bench("--help", "publish.scale");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Exit codes: 0");
    expect(stdout).not.toContain('"bench"');
  });

  test("a name that there is not is bad usage, and stdout stays empty", async () => {
    const { exitCode, stderr, stdout } = await bench("rollback.latency", "rollback.speed");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("There is no bench “rollback.speed”");
  });

  test("so is an option that there is not", async () => {
    const { exitCode, stdout } = await bench("--fast");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  });
});
