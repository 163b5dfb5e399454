import { defineConfig } from "vitest/config";

export default defineConfig({
  // the golden cells of the lexer of Pygments
  server: { fs: { allow: [".."] } },
  test: { environment: "happy-dom", include: ["**/*.test.{ts,tsx}"], css: false },
});
