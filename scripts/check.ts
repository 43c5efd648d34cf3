import { spawn } from "node:child_process";

/** Everything that can be said about the code without running it. All checks run at once; what fails is printed whole. */
const checks: Readonly<Record<string, readonly string[]>> = {
  "format and lint": ["biome", "check", "--error-on-warnings"],
  types: ["tsc", "--noEmit", "--project", "."],
  "house rules": ["node", "scripts/check-house.ts"],
  "unused code": ["knip", "--treat-config-hints-as-errors"],
  "lock file": ["node", "scripts/complete-lock.ts", "--check"],
};

async function run(name: string, [command = "", ...args]: readonly string[]): Promise<boolean> {
  const started = performance.now();
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  const output: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => output.push(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => output.push(text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("close", resolve).on("error", reject);
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? "ok    " : "failed"} ${name} (${seconds} s)`);
  if (code !== 0) console.log(output.join(""));
  return code === 0;
}

const results = await Promise.all(Object.entries(checks).map(([name, command]) => run(name, command)));
if (results.includes(false)) process.exitCode = 1;
